// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import java.util.Optional;

/** Waits for clients of a server. {@link #close} may be called from any thread, and twice. */
public interface TransportListener extends AutoCloseable {

    /** Tells where clients find it, for messages and for the name of the server's thread. */
    String address();

    /**
     * Waits for the next client.
     *
     * @return the server's end of its connection, which the caller closes; empty when this was closed
     * @throws io.vfio4j.device.VfioException EMFILE and the like, which may pass
     */
    Optional<Transport> accept();

    /** Turns new clients away and wakes whoever waits for one. */
    @Override
    void close();
}
