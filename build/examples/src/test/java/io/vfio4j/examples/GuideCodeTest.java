// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.driver.DeviceRegisters;
import io.vfio4j.driver.DmaBuffer;
import io.vfio4j.driver.Interrupts;
import io.vfio4j.driver.PciDriver;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.pasid.PasidOffer;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.vfiouser.client.ClientOptions;
import io.vfio4j.vfiouser.client.VfioUserClient;
import io.vfio4j.vfiouser.server.ServerOptions;
import io.vfio4j.vfiouser.server.VfioUserServer;
import io.vfio4j.vfiouser.transport.InProcessListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code that the guides show and that is in no example. */
class GuideCodeTest {
    @TempDir
    private Path folder;

    /** Makes its socket in the folder that this test runs in, which the build makes. */
    @Test
    void shouldPrintTheWidthOfPasid() {
        PrintStream usual = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (EmulatedDevice served = EmulatedDevice.open(copier());
                VfioUserServer server = VfioUserServer.listen(Path.of("accel.sock"), served)) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(server.address()).isEqualTo("accel.sock");
            try (VfioDevice device = VfioUserClient.connect(Path.of("accel.sock"))) {
                PasidReport report = PasidProbe.of(device);
                report.offer().ifPresent(offer -> System.out.println(offer.width() + " bits"));
            }
        } finally {
            System.setOut(usual);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("20 bits\n");
    }

    @Test
    void shouldCopyOnAThreadOfItsOwnOverASocket() {
        Path socket = folder.resolve("copier");
        try (EmulatedDevice served = EmulatedDevice.open(copier(), EmulatedDeviceOptions.HARDWARE);
                VfioUserServer server = VfioUserServer.listen(socket, served)) {
            assertThat(server.address()).isEqualTo(socket.toString());
            try (VfioUserClient device = VfioUserClient.connect(socket);
                    PciDriver driver = PciDriver.open(device)) {
                assertThat(copies(driver)).isTrue();
            }
        }
    }

    @Test
    void shouldDriveADeviceOfTheSameProcess() {
        PciFunction function = copier();
        try (EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
                PciDriver driver = PciDriver.open(device)) {
            assertThat(copies(driver)).isTrue();
        }
    }

    /** Compiled only: there is no such function here. */
    @SuppressWarnings("unused")
    private static boolean copiesInTheKernel() {
        try (KernelDevice device = KernelDevice.open(PciAddress.parse("0000:3a:00.0"));
                PciDriver driver = PciDriver.open(device, device.iovaRanges())) {
            return copies(driver);
        }
    }

    private static boolean copies(PciDriver driver) {
        try (Interrupts interrupts = driver.msix(1);
                DmaBuffer from = driver.allocate(8192);
                DmaBuffer to = driver.allocate(8192)) {
            from.segment().fill((byte) 7);
            DeviceRegisters registers = driver.bar(0);
            registers.u64(0x00, from.iova());
            registers.u64(0x08, to.iova());
            registers.u32(0x10, 2);
            registers.u32(0x18, 1);
            if (interrupts.awaitAny(Duration.ofSeconds(10)) != 0) {
                throw new IllegalStateException("the device does not interrupt");
            }
            return registers.u32(0x14) == 0 && to.segment().mismatch(from.segment()) == -1;
        }
    }

    @Test
    void shouldReportAFaultForMemoryThatIsNotMapped() {
        try (EmulatedDevice device = EmulatedDevice.open(copier(), EmulatedDeviceOptions.HARDWARE);
                PciDriver driver = PciDriver.open(device);
                Interrupts interrupts = driver.msix(1)) {
            DeviceRegisters registers = driver.bar(0);
            registers.u32(0x10, 1);
            registers.u32(0x18, 1);
            assertThat(interrupts.await(0, Duration.ofMinutes(1))).isPositive();
            assertThat(registers.u32(0x14)).isEqualTo(2);
            driver.reset();
            assertThat(registers.u32(0x14)).isZero();
        }
    }

    @Test
    void shouldHaveStoppedItsThreadWhenAResetReturns() {
        try (EmulatedDevice device = EmulatedDevice.open(copier(), EmulatedDeviceOptions.HARDWARE);
                PciDriver driver = PciDriver.open(device);
                DmaBuffer memory = driver.allocate(16 << 20)) {
            DeviceRegisters registers = driver.bar(0);
            for (int round = 0; round < 20; round++) {
                registers.u64(0x00, memory.iova());
                registers.u64(0x08, memory.iova());
                registers.u32(0x10, 0xffff);
                registers.u32(0x18, 1);
                driver.reset();
                assertThat(registers.u32(0x14)).isZero();
            }
            assertThat(copies(driver)).isTrue();
        }
    }

    @Test
    void shouldGiveAVirtualFunctionTheDeviceAndThePasidOfItsPhysicalOne() {
        PciFunction physical = new CopierModel()
                .function(ModelOptions.NONE)
                .withVirtualFunctions(2)
                .build();
        physical.enablePasid();
        PciFunction virtual = physical.virtualFunctions().getFirst();
        try (EmulatedDevice device = EmulatedDevice.open(virtual)) {
            PasidOffer offer = PasidProbe.of(device).offer().orElseThrow();
            assertThat(offer.width()).isEqualTo(20);
        }
        try (EmulatedDevice device = EmulatedDevice.open(virtual, EmulatedDeviceOptions.HARDWARE);
                PciDriver driver = PciDriver.open(device)) {
            assertThat(copies(driver)).isTrue();
        }
    }

    @Test
    void shouldTakeOptions() {
        ModelOptions options = ModelOptions.of(Map.of("vectors", "4"));
        PciFunction function = new CopierModel().function(options).build();
        options.requireAllTaken();
        try (EmulatedDevice device = EmulatedDevice.open(function)) {
            assertThat(device.irqInfo(2).count()).isEqualTo(4);
        }
    }

    @Test
    void shouldServeWithLimitsToAClientOfTheSameProcess() {
        ServerOptions options = ServerOptions.builder()
                .maxMappedBytes(1L << 30)
                .maxDmaMappings(1024)
                .build();
        InProcessListener listener = new InProcessListener("copier");
        try (EmulatedDevice served = EmulatedDevice.open(copier(), EmulatedDeviceOptions.HARDWARE);
                VfioUserServer server = VfioUserServer.listen(listener, served, options);
                VfioUserClient device =
                        VfioUserClient.connect(server.address(), listener.connect(), ClientOptions.DEFAULT);
                PciDriver driver = PciDriver.open(device)) {
            assertThat(copies(driver)).isTrue();
            assertThatThrownBy(() -> driver.allocate(2L << 30))
                    .isInstanceOfSatisfying(
                            VfioException.class,
                            failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOMEM));
        }
    }

    @Test
    void shouldSayWhetherTheDeviceIsGone() {
        InProcessListener listener = new InProcessListener("copier");
        EmulatedDevice served = EmulatedDevice.open(copier());
        VfioUserServer server = VfioUserServer.listen(listener, served, ServerOptions.DEFAULT);
        try (VfioUserClient device =
                VfioUserClient.connect(server.address(), listener.connect(), ClientOptions.DEFAULT)) {
            server.close();
            served.close();
            assertThat(outcome(device)).isEqualTo("gone: ECONNRESET");
            assertThat(outcome(device)).isEqualTo("gone: ESHUTDOWN");
        }
    }

    private static String outcome(VfioDevice device) {
        try {
            device.reset();
            return "reset";
        } catch (VfioException failure) {
            return (failure.deviceGone() ? "gone: " : "refused: ") + failure.errno();
        }
    }

    private static PciFunction copier() {
        PciFunction function = new CopierModel().function(ModelOptions.NONE).build();
        function.enablePasid();
        return function;
    }
}
