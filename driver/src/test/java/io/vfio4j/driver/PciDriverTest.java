// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.DeviceView;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.testing.Allocation;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.vfiouser.client.VfioUserClient;
import io.vfio4j.vfiouser.server.VfioUserServer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeavesNoDescriptor.class)
class PciDriverTest {
    private static final int COMMAND = 4;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final SharedBuffer MEMORY = SharedBuffer.allocate(0x1000);

    private final PciFunction function = TestModel.function(MEMORY);

    @TempDir
    Path folder;

    /** Lists the ways in which the driver reaches the device. */
    enum Way {
        IN_PROCESS,
        SOCKET
    }

    /** A device with all that has to be closed behind it. */
    private record Opened(VfioDevice device, EmulatedDevice served, Runnable server) implements AutoCloseable {
        @Override
        public void close() {
            device.close();
            server.run();
            served.close();
        }
    }

    private Opened open(Way way, DeviceView view) {
        EmulatedDevice served = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO.withView(view));
        if (way == Way.IN_PROCESS) {
            return new Opened(served, served, () -> {});
        }
        Path socket = folder.resolve("s");
        VfioUserServer server = VfioUserServer.listen(socket, served);
        return new Opened(VfioUserClient.connect(socket), served, server::close);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldDriveADevice(Way way) {
        for (DeviceView view : DeviceView.values()) {
            try (Opened opened = open(way, view);
                    PciDriver driver = PciDriver.open(opened.device());
                    Interrupts interrupts = driver.msix(4);
                    DmaBuffer buffer = driver.allocate(24)) {
                assertThat(driver.config().u16(COMMAND) & 6).isEqualTo(6);
                buffer.segment().set(ValueLayout.JAVA_LONG, 0, 40);
                buffer.segment().set(ValueLayout.JAVA_LONG, 8, 2);
                DeviceRegisters registers = driver.bar(0);
                registers.u64(TestModel.ADDRESS, buffer.iova());
                registers.u32(TestModel.DOORBELL, 3);

                assertThat(interrupts.await(3, LONG)).isEqualTo(1);
                assertThat(interrupts.await(3, Duration.ZERO)).isZero();
                assertThat(buffer.segment().get(ValueLayout.JAVA_LONG, 16)).isEqualTo(42);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldAccessRegistersOfEveryWidth(Way way) {
        try (Opened opened = open(way, DeviceView.VFIO);
                PciDriver driver = PciDriver.open(opened.device())) {
            for (DeviceRegisters registers : List.of(driver.bar(0), driver.bar(1))) {
                registers.u64(0x10, 0x8877665544332211L);
                assertThat(registers.u8(0x17)).isEqualTo(0x88);
                assertThat(registers.u16(0x16)).isEqualTo(0x8877);
                assertThat(registers.u32(0x14)).isEqualTo(0x88776655);
                assertThat(registers.u64(0x10)).isEqualTo(0x8877665544332211L);
                registers.u8(0x10, 0x1ff);
                registers.u16(0x12, 0x1fffe);
                registers.u32(0x14, -1);
                assertThat(registers.u64(0x10)).isEqualTo(0xffffffff_fffe22ffL);
            }
            assertThat(MEMORY.segment().get(ValueLayout.JAVA_LONG, 0x10)).isEqualTo(0xffffffff_fffe22ffL);
            assertThat(driver.bar(0)).isInstanceOf(MessageRegisters.class);
            assertThat(driver.bar(1)).isInstanceOf(MappedRegisters.class);
            assertThatThrownBy(() -> driver.bar(1).u32(2)).isInstanceOf(IllegalArgumentException.class);
            assertErrno(Errno.EINVAL, () -> driver.bar(1).u32(0x1000));
            assertThatThrownBy(() -> driver.bar(0).u64(0xffc)).hasMessageContaining("4 bytes instead of 8");
            assertThatThrownBy(() -> driver.bar(3)).hasMessageContaining("no such BAR");
            assertThatThrownBy(() -> driver.bar(7)).hasMessageContaining("index=7");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSetUpEveryKindOfInterrupt(Way way) {
        try (Opened opened = open(way, DeviceView.VFIO);
                PciDriver driver = PciDriver.open(opened.device())) {
            try (Interrupts intx = driver.intx()) {
                assertThat(function.bus().interrupt(0)).isTrue();
                assertThat(intx.await(0, LONG)).isEqualTo(1);
                assertThat(function.bus().interrupt(0)).isFalse();
                intx.unmask();
                assertThat(intx.await(0, LONG)).isEqualTo(1);
                assertErrno(Errno.EINVAL, () -> driver.msi(1));
            }
            try (Interrupts msi = driver.msi(2)) {
                assertThat(msi.count()).isEqualTo(2);
                msi.fire(1);
                assertThat(msi.await(1, LONG)).isEqualTo(1);
                assertThatThrownBy(() -> msi.fire(2)).isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(assertErrno(Errno.EINVAL, () -> driver.msix(5)).detail())
                    .isEqualTo("the device has 4 of these vectors, not 5");
            assertThatThrownBy(() -> driver.msix(0)).hasMessageContaining("count=0");
        }
    }

    @Test
    void shouldWaitForSeveralVectorsAtOnce() throws Exception {
        try (Opened opened = open(Way.IN_PROCESS, DeviceView.VFIO);
                PciDriver driver = PciDriver.open(opened.device());
                Interrupts interrupts = driver.msix(4)) {
            assertThat(interrupts.awaitAny(Duration.ZERO)).isEqualTo(-1);
            function.bus().interrupt(2);
            function.bus().interrupt(1);
            assertThat(interrupts.awaitAny(LONG)).isEqualTo(1);
            assertThat(interrupts.awaitAny(LONG)).isEqualTo(2);
            assertThat(interrupts.awaitAny(Duration.ofMillis(1))).isEqualTo(-1);
            assertThatThrownBy(() -> interrupts.awaitAny(Duration.ofMillis(-1))).hasMessageContaining("timeout");
            CompletableFuture<Integer> waiter = CompletableFuture.supplyAsync(() -> interrupts.awaitAny(LONG));
            function.bus().interrupt(3);
            assertThat(waiter.get()).isEqualTo(3);
        }
    }

    @Test
    void shouldEndEveryWaitWhenItIsClosed() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (Opened opened = open(Way.IN_PROCESS, DeviceView.VFIO)) {
                PciDriver driver = PciDriver.open(opened.device());
                Interrupts interrupts = driver.msix(2);
                CompletableFuture<Long> one = CompletableFuture.supplyAsync(() -> await(interrupts));
                CompletableFuture<Integer> any = CompletableFuture.supplyAsync(() -> interrupts.awaitAny(LONG));
                driver.close();
                driver.close();
                assertThat(one.get()).isZero();
                assertThat(any.get()).isEqualTo(-1);
                assertErrno(Errno.EBADF, () -> interrupts.await(0, LONG));
                assertThat(interrupts.awaitAny(LONG)).isEqualTo(-1);
            }
        }
    }

    private static long await(Interrupts interrupts) {
        try {
            return interrupts.await(0, LONG);
        } catch (VfioException closedBefore) {
            return closedBefore.errno() == Errno.EBADF ? 0 : -1;
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldGiveEverythingBackWhenItIsClosed(Way way) {
        try (Opened opened = open(way, DeviceView.HARDWARE)) {
            PciDriver driver = PciDriver.open(opened.device());
            DmaBuffer buffer = driver.allocate(5000);
            assertThat(buffer.size()).isEqualTo(8192);
            driver.map(MEMORY);
            Interrupts interrupts = driver.msix(1);
            driver.close();

            assertThat(function.bus().busMaster()).isFalse();
            assertThat(function.bus().interrupt(0)).isFalse();
            assertThat(opened.device().unmapAllDma()).isEmpty();
            assertThat(MEMORY.segment().scope().isAlive()).isTrue();
            assertThat(buffer.segment().scope().isAlive()).isFalse();
            buffer.close();
            interrupts.close();
            assertThat(assertErrno(Errno.EBADF, () -> driver.allocate(1)).detail())
                    .isEqualTo("the driver is closed");
            assertErrno(Errno.EBADF, () -> driver.msix(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldCloseAfterItsDevice(Way way) {
        Opened opened = open(way, DeviceView.VFIO);
        PciDriver driver = PciDriver.open(opened.device());
        DmaBuffer buffer = driver.allocate(4096);
        driver.msix(1);
        opened.close();

        assertThatCode(driver::close).doesNotThrowAnyException();
        assertThat(buffer.segment().scope().isAlive()).isFalse();
    }

    @Test
    void shouldWorkOnAfterAReset() {
        try (Opened opened = open(Way.IN_PROCESS, DeviceView.HARDWARE);
                PciDriver driver = PciDriver.open(opened.device());
                Interrupts interrupts = driver.msix(1);
                DmaBuffer buffer = driver.allocate(4096)) {
            driver.bar(0).u64(TestModel.SCRATCH, 0);
            driver.reset();
            assertThat(driver.bar(0).u64(TestModel.SCRATCH)).isEqualTo(0x8877665544332211L);
            driver.bar(0).u64(TestModel.ADDRESS, buffer.iova());
            driver.bar(0).u32(TestModel.DOORBELL, 0);
            assertThat(interrupts.await(0, LONG)).isEqualTo(1);
            driver.setBusMaster(false);
            assertThatThrownBy(() -> driver.bar(0).u32(TestModel.DOORBELL, 0)).hasMessageContaining("bus mastering");
        }
    }

    @Test
    void shouldGoAroundWhatOthersHaveMapped() {
        try (Opened opened = open(Way.IN_PROCESS, DeviceView.VFIO);
                PciDriver driver = PciDriver.open(opened.device(), List.of(new IovaRange(0x1000, 0x3fff)))) {
            opened.device().mapDma(new DmaRegion(0x1000, 0x1000, true, true, MEMORY));
            DmaBuffer first = driver.allocate(1);
            DmaBuffer second = driver.allocate(1);
            assertThat(List.of(first.iova(), second.iova())).containsExactly(0x2000L, 0x3000L);
            assertErrno(Errno.ENOSPC, () -> driver.allocate(1));
            first.close();
            first.close();
            assertThat(driver.allocate(1).iova()).isEqualTo(0x2000);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldGiveBackTheAddressWhenADeviceFailsToMap(Way way) {
        for (Throwable mishap : List.of(new IllegalStateException("broken"), new AssertionError("broken"))) {
            AtomicReference<@Nullable Throwable> next = new AtomicReference<>();
            try (Opened opened = open(way, DeviceView.VFIO);
                    PciDriver driver = PciDriver.open(
                            new Failing(opened.device(), next), List.of(new IovaRange(0x1000, 0x1fff)))) {
                next.set(mishap);
                assertThatThrownBy(() -> driver.allocate(1)).isSameAs(mishap);
                assertThat(driver.allocate(1).iova()).isEqualTo(0x1000);
            }
        }
    }

    @Test
    void shouldGiveBackTheRestWhenADeviceFailsAtAStep() {
        AtomicReference<@Nullable Throwable> next = new AtomicReference<>();
        try (Opened opened = open(Way.IN_PROCESS, DeviceView.VFIO)) {
            PciDriver driver = PciDriver.open(new Failing(opened.device(), next));
            DmaBuffer buffer = driver.allocate(1);
            driver.msix(4);
            IllegalStateException mishap = new IllegalStateException("broken");
            next.set(mishap);

            assertThatThrownBy(driver::close).isSameAs(mishap);
            assertThat(buffer.segment().scope().isAlive()).isFalse();
            assertThat(function.bus().interrupt(0)).isFalse();
            assertThat(opened.device().unmapAllDma()).isEmpty();
        }
    }

    /** Fails once to map or to write, with what the test sets. */
    private static final class Failing extends ForwardingDevice {
        private final AtomicReference<@Nullable Throwable> next;

        private Failing(VfioDevice device, AtomicReference<@Nullable Throwable> next) {
            super(device);
            this.next = next;
        }

        @Override
        public void mapDma(DmaRegion region) {
            fail();
            super.mapDma(region);
        }

        @Override
        public int write(int region, long offset, MemorySegment source, long at, int length) {
            fail();
            return super.write(region, offset, source, at, length);
        }

        private void fail() {
            switch (next.getAndSet(null)) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> {}
            }
        }
    }

    @Test
    void shouldAllocateNothingForRegistersAndInterrupts() {
        try (Opened opened = open(Way.SOCKET, DeviceView.VFIO);
                PciDriver driver = PciDriver.open(opened.device());
                Interrupts interrupts = driver.msix(2)) {
            DeviceRegisters messages = driver.bar(0);
            DeviceRegisters mapped = driver.bar(1);

            assertThat(Allocation.leastPerCall(() -> {
                        messages.u64(TestModel.SCRATCH, messages.u32(TestModel.SCRATCH));
                        mapped.u32(0, mapped.u32(0) + 1);
                        function.bus().interrupt(1);
                        interrupts.awaitAny(LONG);
                        interrupts.await(1, Duration.ZERO);
                    }))
                    .isZero();
        }
    }
}
