// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.testing.Allocation;
import io.vfio4j.testing.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceFileTest {
    /** FIONREAD of asm-generic/ioctls.h: how many bytes can be read. */
    private static final long FIONREAD = 0x541b;

    @TempDir
    private Path folder;

    @Test
    void shouldReadAndWriteAtAPositionThroughHeapAndNativeMemory() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[16]);
        try (DeviceFile file = DeviceFile.open(path.toString());
                Arena arena = Arena.ofConfined()) {
            assertThat(file.write(4, MemorySegment.ofArray(new byte[] {0, 1, 2, 3}), 1, 3))
                    .isEqualTo(3);
            MemorySegment target = arena.allocate(8);
            assertThat(file.read(5, target, 2, 6)).isEqualTo(6);
            assertThat(target.toArray(JAVA_BYTE)).containsExactly(0, 0, 2, 3, 0, 0, 0, 0);
            assertThat(file.read(14, target, 0, 8)).as("at the end").isEqualTo(2);
            assertThat(file.read(16, target, 0, 8)).as("past the end").isZero();
        }
    }

    @Test
    void shouldReturnTheErrnoOfWhatTheKernelRefuses() {
        try (DeviceFile nothing = DeviceFile.open("/dev/null");
                Arena arena = Arena.ofConfined()) {
            assertThat(nothing.ioctl(0x3b67, arena.allocate(16))).isEqualTo(-Errno.ENOTTY.number());
            assertThat(nothing.ioctl(0x3b67, 0)).isEqualTo(-Errno.ENOTTY.number());
        }
    }

    @Test
    void shouldPassAPointerToTheKernel() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[11]);
        try (DeviceFile file = DeviceFile.open(path.toString());
                Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            assertThat(file.ioctl(FIONREAD, count)).isZero();
            assertThat(count.get(JAVA_INT, 0)).isEqualTo(11);
        }
    }

    @Test
    void shouldNameTheNodeThatIsMissing() {
        String path = folder.resolve("vfio0").toString();
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> DeviceFile.open(path))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .withMessageContaining(path);
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        DeviceFile file = DeviceFile.open("/dev/null");
        file.close();
        file.close();

        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> file.ioctl(FIONREAD, 0))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> file.read(0, MemorySegment.ofArray(new byte[4]), 0, 4))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }

    @Test
    void shouldRefuseMoreThanItsBufferHas() {
        try (DeviceFile file = DeviceFile.open("/dev/zero")) {
            MemorySegment target = MemorySegment.ofArray(new byte[2 * DeviceFile.CHUNK]);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> file.read(0, target, 0, DeviceFile.CHUNK + 1))
                    .withMessageContaining("4097");
        }
    }

    @Test
    void shouldMapPartOfAFileAndOutliveIt() throws IOException {
        byte[] bytes = new byte[8192];
        bytes[4096] = 42;
        Path path = Files.write(folder.resolve("file"), bytes);
        DeviceFile file = DeviceFile.open(path.toString());
        try (MappedFile mapping = file.map(4096, 4096, true, true)) {
            file.close();
            assertThat(mapping.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
            mapping.segment().set(JAVA_BYTE, 1, (byte) 43);
        }
        assertThat(Files.readAllBytes(path)[4097]).isEqualTo((byte) 43);
    }

    @Test
    void shouldLeaveNoDescriptorBehind() {
        var before = OpenDescriptors.snapshot();
        for (int i = 0; i < 100; i++) {
            try (DeviceFile file = DeviceFile.own(MemoryFd.open("test", 4096))) {
                file.map(0, 4096, true, false).close();
            }
        }
        assertThat(OpenDescriptors.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldAllocateNothingForAnAccess() {
        try (DeviceFile file = DeviceFile.open("/dev/zero");
                Arena arena = Arena.ofConfined()) {
            MemorySegment dword = arena.allocate(4);
            assertThat(Allocation.leastPerCall(() -> file.read(0x44, dword, 0, 4)))
                    .isZero();
            assertThat(Allocation.leastPerCall(() -> file.write(0x44, dword, 0, 4)))
                    .isZero();
        }
    }

    @Test
    void shouldKeepItsNumberWhileACallTakesItAsAnArgument() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[1]);
        DeviceFile file = DeviceFile.open(path.toString());
        EventDescriptor.Hold first = file.hold("SET_CONTAINER");
        EventDescriptor.Hold second = file.hold("SET_CONTAINER");

        file.close();
        assertThat(first.number()).isEqualTo(file.number());
        first.close();
        first.close();
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + second.number())))
                .as("still open, though one hold was given back twice")
                .isEqualTo(path.toRealPath());

        second.close();
        assertThat(Path.of("/proc/self/fd/" + second.number()))
                .satisfiesAnyOf(
                        number -> assertThat(Files.isSymbolicLink(number)).isFalse(),
                        number -> assertThat(Files.readSymbolicLink(number)).isNotEqualTo(path.toRealPath()));
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> file.hold("SET_CONTAINER"))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF))
                .withMessageContaining("SET_CONTAINER");
    }

    @Test
    void shouldShareItsDescriptorAndItsEndWithOneOfAnotherBuffer() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[] {1, 2});
        DeviceFile file = DeviceFile.open(path.toString());
        DeviceFile other = file.withOwnBuffer();
        MemorySegment target = MemorySegment.ofArray(new byte[2]);

        assertThat(other.read(0, target, 0, 2)).isEqualTo(2);
        assertThat(target.toArray(JAVA_BYTE)).containsExactly(1, 2);
        file.close();
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> other.read(0, target, 0, 2))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }
}
