// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/** Makes calls on descriptors of any kind; each returns a negative errno when it fails. */
public final class FileCalls {
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_ADD_SEALS = 1033;
    public static final int F_SEAL_SHRINK = 2;
    public static final int F_SEAL_GROW = 4;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int STATX_TYPE = 1;
    public static final int STATX_SIZE = 0x200;
    public static final int S_IFMT = 0xf000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFSOCK = 0xc000;
    public static final int RLIMIT_NOFILE = 7;

    private FileCalls() {}

    /** Makes the call close(2). Not repeated after EINTR: Linux has closed the descriptor then. */
    public static int close(int descriptor) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Close.HANDLE.invokeExact(state, descriptor), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    public static int getrlimit(int resource, MemorySegment limits) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) GetRlimit.HANDLE.invokeExact(state, resource, limits), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    public static int fcntl(int descriptor, int command, int argument) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Fcntl.HANDLE.invokeExact(state, descriptor, command, argument), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    public static long read(int descriptor, MemorySegment buffer, long size) {
        try {
            return SystemCall.repeat(SystemCall.READ, descriptor, buffer.address(), size);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    public static long write(int descriptor, MemorySegment buffer, long size) {
        try {
            return SystemCall.repeat(SystemCall.WRITE, descriptor, buffer.address(), size);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    public static int ftruncate(int descriptor, long size) {
        MemorySegment state = Native.state();
        try {
            int result;
            do {
                result = Native.result((int) Ftruncate.HANDLE.invokeExact(state, descriptor, size), state);
            } while (result == -Native.EINTR);
            return result;
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Makes the call statx(2), because its structure is the same on every architecture; see {@link
     * io.vfio4j.linux.file.FileStatus}.
     */
    public static int statx(int descriptor, MemorySegment path, int flags, int mask, MemorySegment status) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Statx.HANDLE.invokeExact(state, descriptor, path, flags, mask, status), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    private static final class Close {
        static final MethodHandle HANDLE = Native.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class GetRlimit {
        static final MethodHandle HANDLE = Native.link("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class Fcntl {
        static final MethodHandle HANDLE =
                Native.linkVariadic("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), 2);
    }

    private static final class Ftruncate {
        static final MethodHandle HANDLE =
                Native.link("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    }

    private static final class Statx {
        static final MethodHandle HANDLE =
                Native.link("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    }
}
