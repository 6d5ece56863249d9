// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Lets clients of this process connect to a server of this process.
 *
 * <pre>{@code
 * InProcessListener listener = new InProcessListener("edu");
 * VfioUserServer server = VfioUserServer.listen(listener, device, ServerOptions.DEFAULT);
 * VfioUserClient client = VfioUserClient.connect("edu", listener.connect(), ClientOptions.DEFAULT);
 * }</pre>
 *
 * <p>Any thread may use it.
 */
public final class InProcessListener implements TransportListener {
    private final String address;
    private final Deque<Transport> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * Makes a listener; clients can connect at once, and wait until somebody accepts them.
     *
     * @param address for messages
     */
    public InProcessListener(String address) {
        this.address = address;
    }

    /**
     * Connects a client.
     *
     * @return the client's end, which the caller closes
     * @throws VfioException ECONNREFUSED when this is closed
     */
    public synchronized Transport connect() {
        if (closed) {
            throw new VfioException(address, "connect", Errno.ECONNREFUSED, "no server is listening");
        }
        InProcessTransport.Pair pair = InProcessTransport.pair();
        waiting.addLast(pair.second());
        notifyAll();
        return pair.first();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public synchronized Optional<Transport> accept() {
        boolean interrupted = false;
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(waiting.pollFirst());
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.forEach(Transport::close);
        waiting.clear();
        notifyAll();
    }

    @Override
    public String toString() {
        return address;
    }
}
