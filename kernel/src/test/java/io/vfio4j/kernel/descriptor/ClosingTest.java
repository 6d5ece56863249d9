// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.linux.file.DeviceFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosingTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeEveryStepAndReportTheFirstFailure() {
        List<String> done = new ArrayList<>();
        IllegalStateException first = new IllegalStateException("first");
        AssertionError second = new AssertionError("second");

        assertThatIllegalStateException()
                .isThrownBy(() -> CloseSteps.runAll(
                        () -> done.add("one"),
                        () -> {
                            throw first;
                        },
                        () -> done.add("three"),
                        () -> {
                            throw second;
                        },
                        () -> done.add("five")))
                .isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
        assertThat(done).containsExactly("one", "three", "five");
    }

    /** A native call that uses the region's memory, and while it does closes the device: its mapping cannot go. */
    @Test
    void shouldCloseTheDeviceThoughANativeCallStillUsesARegionOfIt() throws IOException {
        Path path = Files.write(folder.resolve("device"), new byte[PAGE]);
        IoctlFile device = new IoctlFile("pci:test", DeviceFile.open(path.toString()));
        DeviceMappings mappings = new DeviceMappings(device);
        RegionInfo region = new RegionInfo(0, RegionInfo.READ | RegionInfo.WRITE | RegionInfo.MMAP, PAGE, 0);
        SharedMemory used = mappings.part(region, 0, PAGE);
        SharedMemory unused = mappings.part(region, 0, PAGE);
        List<IllegalStateException> failures = new ArrayList<>();

        whileNativeCodeUses(used.segment(), () -> {
            if (failures.isEmpty()) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> CloseSteps.runAll(mappings::close, device::close))
                        .satisfies(failures::add);
            }
        });

        assertThat(failures).hasSize(1);
        assertThat(unused.segment().scope().isAlive()).as("the other mapping").isFalse();
        assertThatExceptionOfType(VfioException.class)
                .as("the device")
                .isThrownBy(() -> device.file().read(0, MemorySegment.ofArray(new byte[1]), 0, 1))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
        assertThat(used.segment().scope().isAlive()).isTrue();
        used.close();
        assertThat(used.segment().scope().isAlive()).isFalse();
    }

    /** qsort(3) of two bytes, which asks for their order. */
    @SuppressWarnings("restricted")
    private static void whileNativeCodeUses(MemorySegment memory, Runnable action) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor asked = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle sort = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("qsort"),
                    FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
            Comparator<MemorySegment> order = (_, _) -> {
                action.run();
                return 0;
            };
            MethodHandle compare = MethodHandles.lookup()
                    .findVirtual(
                            Comparator.class, "compare", MethodType.methodType(int.class, Object.class, Object.class))
                    .bindTo(order)
                    .asType(MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
            sort.invokeExact(memory, 2L, 1L, linker.upcallStub(compare, asked, arena));
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
