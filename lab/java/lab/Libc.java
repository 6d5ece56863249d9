// SPDX-License-Identifier: Apache-2.0
package lab;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few system calls that the lab makes itself, so that its judgement does not rest on the project's own code. */
final class Libc {
    private static final int O_RDWR_CLOEXEC = 2 | 0x80000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MemorySegment CAPTURED = Arena.global().allocate(STATE);

    private static final MethodHandle OPEN =
            call("open", 2, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = call("close", 1, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle DUP = call("dup", 1, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle IOCTL =
            call("ioctl", 2, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    private static final MethodHandle PREAD = transfer("pread");
    private static final MethodHandle PWRITE = transfer("pwrite");

    private Libc() {}

    /** The descriptor, or the negated errno, as for all of these. */
    static int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return result((int) OPEN.invokeExact(CAPTURED, arena.allocateFrom(path), O_RDWR_CLOEXEC));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int close(int descriptor) {
        try {
            return result((int) CLOSE.invokeExact(CAPTURED, descriptor));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int dup(int descriptor) {
        try {
            return result((int) DUP.invokeExact(CAPTURED, descriptor));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int ioctl(int descriptor, long request, MemorySegment argument) {
        try {
            return result((int) IOCTL.invokeExact(CAPTURED, descriptor, request, argument));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static long pread(int descriptor, MemorySegment to, long length, long offset) {
        try {
            return result((long) PREAD.invokeExact(CAPTURED, descriptor, to, length, offset));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static long pwrite(int descriptor, MemorySegment from, long length, long offset) {
        try {
            return result((long) PWRITE.invokeExact(CAPTURED, descriptor, from, length, offset));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static int result(int value) {
        return value < 0 ? -(int) ERRNO.get(CAPTURED, 0L) : value;
    }

    private static long result(long value) {
        return value < 0 ? -(int) ERRNO.get(CAPTURED, 0L) : value;
    }

    private static MethodHandle transfer(String name) {
        return call(
                name,
                4,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                fixed < arguments.length
                        ? new Linker.Option[] {
                            Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(fixed)
                        }
                        : new Linker.Option[] {Linker.Option.captureCallState("errno")});
    }
}
