// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.linux.EventFd;
import io.vfio4j.testing.DeviceChecks.TestEvent;

/** An event that the kernel signals. */
record ContractEvent(EventFd fd) implements TestEvent {
    ContractEvent() {
        this(EventFd.create());
    }

    @Override
    public long signals() {
        return fd.await(0);
    }

    @Override
    public int descriptor() {
        return fd.descriptor();
    }

    @Override
    public Hold hold(String operation) {
        return fd.hold(operation);
    }

    @Override
    public void signal() {
        fd.signal();
    }

    @Override
    public EventDescriptor duplicate() {
        return fd.duplicate();
    }

    @Override
    public void close() {
        fd.close();
    }
}
