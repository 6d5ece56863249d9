// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.testing.Allocation;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.OpenDescriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeavesNoDescriptor.class)
class SharedMemoryTest {
    private static final String NAME = "vfio4j-test";

    private final MemorySegment buffer = Arena.ofAuto().allocate(8192);

    @AfterEach
    void shouldLeaveNoMapping() {
        assertThat(OpenDescriptors.mappings(NAME)).isEmpty();
    }

    @Test
    void shouldShareMemoryThroughItsDescriptor() {
        try (MappedFile memory = MemoryFd.create(NAME, 8192);
                MappedFile peer = MappedFile.map(duplicate(memory.descriptor()), 4096, 4096, true, true)) {
            memory.segment().set(JAVA_LONG, 4096, 42);
            peer.read(0, buffer, 8, 8);
            assertThat(buffer.get(JAVA_LONG, 8)).isEqualTo(42);
            peer.write(8, buffer, 8, 8);
            assertThat(memory.segment().get(JAVA_LONG, 4104)).isEqualTo(42);
            assertThat(peer.descriptorOffset()).isEqualTo(4096);
            assertThat(peer.size()).isEqualTo(4096);
        }
    }

    @Test
    void shouldNotLetAPeerTruncateSealedMemory() {
        try (MappedFile memory = MemoryFd.create(NAME, 8192)) {
            assertThat(FileCalls.ftruncate(memory.descriptor(), 0)).isEqualTo(-Errno.EPERM.number());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8193",
        "4096, 8192",
        "8192, 4096",
        "1, 4096",
        "0, 0",
        "0, -1",
        "-4096, 4096",
        "4096, 9223372036854775807"
    })
    void shouldRefuseARangeThatTheFileDoesNotHave(long offset, long size) {
        FileDescriptor descriptor = MemoryFd.open(NAME, 8192);
        assertThatThrownBy(() -> MappedFile.map(descriptor, offset, size, true, true))
                .isInstanceOfSatisfying(
                        VfioException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.EINVAL));
        assertThat(descriptor.isOpen()).isFalse();
    }

    @Test
    void shouldRefuseADescriptorThatCannotBeMapped() {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            FileDescriptor socket = pair.first().descriptor().duplicate();
            assertThatThrownBy(() -> MappedFile.map(socket, 0, 4096, true, true))
                    .hasMessageContaining("mmap: ENODEV");
        }
    }

    @Test
    void shouldFaultOnAWriteToWhatIsMappedForReading() {
        try (MappedFile memory = MappedFile.map(MemoryFd.open(NAME, 4096), 0, 4096, true, false)) {
            memory.read(0, buffer, 0, 4096);
            assertErrno(Errno.EFAULT, () -> memory.write(0, buffer, 0, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"4096, 1", "0, 4097", "-1, 1", "1, 9223372036854775807", "0, -1"})
    void shouldFaultOutsideOfTheMemory(long offset, long length) {
        try (MappedFile memory = MemoryFd.create(NAME, 4096)) {
            assertErrno(Errno.EFAULT, () -> memory.read(offset, buffer, 0, length));
            assertErrno(Errno.EFAULT, () -> memory.write(offset, buffer, 0, length));
        }
    }

    @Test
    void shouldBlameTheCallerForItsOwnBuffer() {
        try (MappedFile memory = MemoryFd.create(NAME, 16384)) {
            assertThatThrownBy(() -> memory.read(0, buffer, 1, 8192)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    /** Repeated often enough for the compiler, whose code raises the fault later than the interpreter does. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 65, 4096})
    void shouldFaultWhenThePeerTruncatesTheFile(int size) {
        FileDescriptor descriptor = MemoryFd.open(NAME, 8192);
        try (MappedFile memory = MappedFile.map(descriptor, 0, 8192, true, true)) {
            for (int i = 0; i < 30_000; i++) {
                assertThat(errno(memory, size, (i & 1) == 0)).isNull();
            }
            assertThat(FileCalls.ftruncate(descriptor.number(), 0)).isZero();
            for (int i = 0; i < 200; i++) {
                assertThat(errno(memory, size, (i & 1) == 0)).isEqualTo(Errno.EFAULT);
            }
        }
    }

    private static FileDescriptor duplicate(int number) {
        return FileDescriptor.own(FileCalls.fcntl(number, FileCalls.F_DUPFD_CLOEXEC, 0), NAME);
    }

    private @Nullable Errno errno(MappedFile memory, int size, boolean write) {
        try {
            if (write) {
                memory.write(0, buffer, 0, size);
            } else {
                memory.read(0, buffer, 0, size);
            }
            return null;
        } catch (VfioException failure) {
            return failure.errno();
        }
    }

    @Test
    void shouldFaultAfterClose() {
        MappedFile memory = MemoryFd.create(NAME, 4096);
        memory.close();
        memory.close();
        assertThat(assertErrno(Errno.EFAULT, () -> memory.read(0, buffer, 0, 1)).detail())
                .startsWith("the memory is not mapped");
        assertThat(assertErrno(Errno.EFAULT, () -> memory.write(0, buffer, 0, 1))
                        .detail())
                .startsWith("the memory is not mapped");
    }

    @Test
    void shouldFaultWhenAnotherThreadCloses() throws Exception {
        MappedFile memory = MemoryFd.create(NAME, 8192);
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<VfioException> end = new AtomicReference<>();
        Thread user = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    memory.write(0, buffer, 0, 8192);
                    started.countDown();
                }
            } catch (VfioException failure) {
                end.set(failure);
            }
        });
        started.await();
        memory.close();
        user.join();
        assertThat(end.get().errno()).isEqualTo(Errno.EFAULT);
    }

    @Test
    void shouldAllocateNothingForCopies() {
        try (MappedFile memory = MemoryFd.create(NAME, 4096)) {
            memory.segment().set(JAVA_BYTE, 0, (byte) 1);
            assertThat(Allocation.leastPerCall(() -> {
                        memory.read(0, buffer, 0, 64);
                        memory.write(0, buffer, 0, 64);
                    }))
                    .isZero();
        }
    }
}
