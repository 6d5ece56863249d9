// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.linux.file.PollEvents;
import io.vfio4j.testing.Allocation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** System calls by this module's machine code and by the C library, which must not differ. */
class SystemCallTest {
    private static final int EBADF = 9;
    private static final int EFAULT = 14;
    /** Bytes of struct statx, and where its stx_size is. */
    private static final long STATX = 256;

    private static final long STX_SIZE = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Makes a system call. */
    interface Way {
        long call(long number, long first, long second, long third, long fourth, long fifth) throws Throwable;
    }

    /** A way and its name. */
    record Named(String name, Way way) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Named> ways() {
        return Stream.of(new Named("direct", SystemCall::call), new Named("library", SystemCall.Library::call));
    }

    @Test
    void shouldKnowTheMachineCodeOfCommonArchitectures() {
        assumeTrue(MachineCode.ARCHITECTURE.equals("amd64") || MachineCode.ARCHITECTURE.equals("aarch64"));
        assertThat(MachineCode.load()).isPresent();
    }

    @Test
    void shouldLoadNoMachineCodeWhereItIsSwitchedOff() {
        System.setProperty(MachineCode.PROPERTY, "false");
        try {
            assertThat(MachineCode.load()).isEmpty();
        } finally {
            System.clearProperty(MachineCode.PROPERTY);
        }
    }

    /** A process without machine code: its calls go through the C library, and no page of it is executable. */
    @Test
    void shouldWorkWithoutMachineCode() throws Exception {
        assertThat(executablePages("true")).isOne();
        assertThat(executablePages("false")).isZero();
    }

    /** Runs {@link Writer} with the property set, and returns how many pages of machine code it had. */
    private static int executablePages(String property) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint",
                        "--enable-native-access=ALL-UNNAMED",
                        "-D%s=%s".formatted(MachineCode.PROPERTY, property),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return Integer.parseInt(output.strip());
    }

    /** Makes calls by way of this module, and prints how many mappings of its process are a page of machine code. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            try (EventFd event = EventFd.create()) {
                event.signal();
                if (event.await(0) != 1) {
                    throw new AssertionError("the event did not happen");
                }
            }
            System.out.println(Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.matches("[0-9a-f]+000-[0-9a-f]+000 r-xp 00000000 00:00 0\\s*"))
                    .filter(Writer::isOnePage)
                    .count());
        }

        private static boolean isOnePage(String line) {
            String[] addresses = line.split("[- ]", 3);
            return Long.parseUnsignedLong(addresses[1], 16) - Long.parseUnsignedLong(addresses[0], 16) == 4096;
        }
    }

    @Test
    void shouldCallNothingByNumbersOfAnotherArchitecture() {
        assertThat(SystemCall.x86("amd64")).isTrue();
        assertThat(SystemCall.x86("riscv64")).isFalse();
        assertThatThrownBy(() -> SystemCall.x86("s390x"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("s390x");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldReturnTheNegativeErrno(Named named) throws Throwable {
        assertThat(named.way().call(SystemCall.READ, -1, 0, 0, 0, 0)).isEqualTo(-EBADF);
        try (EventFd event = EventFd.create()) {
            assertThat(named.way().call(SystemCall.WRITE, event.descriptor(), 1, 8, 0, 0))
                    .isEqualTo(-EFAULT);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldPassFourArguments(Named named) throws Throwable {
        Path file = Files.write(folder.resolve("file"), new byte[16]);
        try (DeviceFile open = DeviceFile.open(file.toString());
                Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom("vfio");
            assertThat(named.way().call(SystemCall.PWRITE64, open.number(), text.address(), 4, 8, 0))
                    .isEqualTo(4);
            assertThat(Files.readString(file)).isEqualTo("\0".repeat(8) + "vfio" + "\0".repeat(4));
            MemorySegment read = arena.allocate(8);
            assertThat(named.way().call(SystemCall.PREAD64, open.number(), read.address(), 8, 9, 0))
                    .isEqualTo(7);
            assertThat(read.getString(0)).isEqualTo("fio");
        }
    }

    /** statx(2): folder, path, flags, mask, result. */
    @ParameterizedTest
    @MethodSource("ways")
    void shouldPassFiveArguments(Named named) throws Throwable {
        Path file = Files.write(folder.resolve("file"), new byte[1234]);
        int statx = MachineCode.ARCHITECTURE.equals("amd64") ? 332 : 291;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            MemorySegment status = arena.allocate(STATX, Long.BYTES);
            assertThat(named.way().call(statx, -1, path.address(), 0, FileCalls.STATX_SIZE, status.address()))
                    .isZero();
            assertThat(status.get(JAVA_LONG, STX_SIZE)).isEqualTo(1234);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldWaitNoLongerThanTold(Named named) throws Throwable {
        try (EventFd event = EventFd.create();
                Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(PollEntry.SIZEOF, Integer.BYTES);
            MemorySegment time = arena.allocate(EventCalls.TIMESPEC, Long.BYTES);
            time.set(JAVA_LONG, EventCalls.NANOSECONDS, 1_000_000);
            PollEntry.set(entry, 0, event.descriptor(), PollEvents.READABLE);
            assertThat(named.way().call(SystemCall.PPOLL, entry.address(), 1, time.address(), 0, 0))
                    .isZero();
            event.signal();
            assertThat(named.way().call(SystemCall.PPOLL, entry.address(), 1, 0, 0, 0))
                    .isEqualTo(1);
            assertThat(entry.get(JAVA_INT, PollEntry.FD)).isEqualTo(event.descriptor());
            assertThat(PollEntry.happened(entry, 0)).isEqualTo(PollEvents.READABLE);
        }
    }

    @Test
    void shouldAllocateNothing() {
        assertThat(Allocation.leastPerCall(() -> {
                    if (SystemCall.call(SystemCall.READ, -1, 0, 0, 0, 0) != -EBADF) {
                        throw new AssertionError();
                    }
                }))
                .isZero();
    }
}
