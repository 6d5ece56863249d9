// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.testing.DeviceChecks;
import io.vfio4j.testing.VfioDeviceContract;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;

/** Runs the contract of a device on emulated ones, in both views and behind a wrapper. */
class EmulatedDeviceContractTest {
    abstract static class Emulated extends VfioDeviceContract {
        @Override
        protected DeviceChecks.TestEvent event() {
            return new Counter(new AtomicLong());
        }
    }

    /** Counts signals; duplicates count in the same place. */
    record Counter(AtomicLong count) implements DeviceChecks.TestEvent {
        @Override
        public long signals() {
            return count.getAndSet(0);
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void signal() {
            count.incrementAndGet();
        }

        @Override
        public EventDescriptor duplicate() {
            return new Counter(count);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Nested
    class InTheViewOfVfio extends Emulated {
        @Override
        protected VfioDevice open() {
            return EmulatedDevice.open(Endpoints.physical(), EmulatedDeviceOptions.VFIO);
        }
    }

    @Nested
    class InTheViewOfTheHardware extends Emulated {
        @Override
        protected VfioDevice open() {
            return EmulatedDevice.open(Endpoints.physical(), EmulatedDeviceOptions.HARDWARE);
        }
    }

    @Nested
    class BehindAWrapper extends Emulated {
        @Override
        protected VfioDevice open() {
            return new ForwardingDevice(EmulatedDevice.open(Endpoints.physical(), EmulatedDeviceOptions.VFIO)) {};
        }
    }
}
