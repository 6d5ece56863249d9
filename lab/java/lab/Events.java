// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.linux.EventFd;

/** An eventfd that a device signals. */
final class Events implements AutoCloseable {
    private final EventFd event = EventFd.create();

    EventDescriptor descriptor() {
        return event;
    }

    /** How often it was signalled, 0 when the time is over. */
    long await(int milliseconds) {
        return event.await(milliseconds);
    }

    @Override
    public void close() {
        event.close();
    }
}
