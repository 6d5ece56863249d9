// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.linux.EventFd;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.testing.DeviceChecks;
import io.vfio4j.testing.VfioDeviceContract;
import io.vfio4j.vfiouser.server.ServerOptions;
import io.vfio4j.vfiouser.server.VfioUserServer;
import io.vfio4j.vfiouser.transport.InProcessListener;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract of a device on clients, whose servers offer an emulated one. */
class VfioUserContractTest {
    abstract static class Served extends VfioDeviceContract {
        @Override
        protected DeviceChecks.TestEvent event() {
            return new Event(EventFd.create());
        }

        EmulatedDevice device() {
            PciFunction function = PciFunction.builder(new PciAddress(0, 0x3a, 0, 0), 0x1b36, 0x00f4)
                    .bar(new Bar(0, Bar.Type.MEMORY_64, true, 0x38_0000_0000L, 0x10000))
                    .bar(new Bar(4, Bar.Type.MEMORY_64, true, 0x38_0001_0000L, 0x2000))
                    .capability(PciExpressCapability.ofEndpoint())
                    .capability(MsixCapability.of(32, 4, 0, 0x1000))
                    .capabilityAt(0x100, PasidExtendedCapability.of(new PasidCapability(20, true, true)))
                    .build();
            return EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);
        }
    }

    record Event(EventFd fd) implements DeviceChecks.TestEvent {
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

    /** Closes what is behind a client with it. */
    private static final class Client extends ForwardingDevice {
        private final VfioUserServer server;
        private final VfioDevice served;

        Client(VfioUserClient client, VfioUserServer server, VfioDevice served) {
            super(client);
            this.server = server;
            this.served = served;
        }

        @Override
        public void close() {
            super.close();
            server.close();
            served.close();
        }
    }

    @Nested
    class OverASocket extends Served {
        @TempDir
        private Path folder;

        @Override
        protected VfioDevice open() {
            EmulatedDevice device = device();
            VfioUserServer server = VfioUserServer.listen(folder.resolve("s"), device);
            return new Client(VfioUserClient.connect(folder.resolve("s")), server, device);
        }
    }

    @Nested
    class OverASocketWithoutATwin extends Served {
        @TempDir
        private Path folder;

        @Override
        protected VfioDevice open() {
            EmulatedDevice device = device();
            VfioUserServer server = VfioUserServer.listen(folder.resolve("s"), device);
            ClientOptions options = ClientOptions.builder().twinSocket(false).build();
            return new Client(VfioUserClient.connect(folder.resolve("s"), options), server, device);
        }
    }

    @Nested
    class WithinAProcess extends Served {
        @Override
        protected VfioDevice open() {
            EmulatedDevice device = device();
            InProcessListener listener = new InProcessListener("contract");
            VfioUserServer server = VfioUserServer.listen(listener, device, ServerOptions.DEFAULT);
            VfioUserClient client = VfioUserClient.connect("contract", listener.connect(), ClientOptions.DEFAULT);
            return new Client(client, server, device);
        }
    }
}
