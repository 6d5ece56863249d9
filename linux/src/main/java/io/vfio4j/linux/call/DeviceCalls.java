// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/** Makes calls on device nodes; each returns a negative errno when it fails. */
public final class DeviceCalls {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_EXCL = 0x80;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    private DeviceCalls() {}

    /** Makes the call open(2); {@code path} is a C string. */
    public static int open(MemorySegment path, int flags) {
        MemorySegment state = Native.state();
        try {
            int result;
            do {
                result = Native.result((int) Open.HANDLE.invokeExact(state, path, flags, 0), state);
            } while (result == -Native.EINTR);
            return result;
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Makes the call ioctl(2) with a pointer. Not repeated after EINTR: not every request may be. */
    public static int ioctl(int descriptor, long request, MemorySegment argument) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) IoctlPointer.HANDLE.invokeExact(state, descriptor, request, argument), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Makes the call ioctl(2) with a number. */
    public static int ioctl(int descriptor, long request, long argument) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) IoctlNumber.HANDLE.invokeExact(state, descriptor, request, argument), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    public static long pread(int descriptor, MemorySegment buffer, long size, long position) {
        try {
            return SystemCall.call(SystemCall.PREAD64, descriptor, buffer.address(), size, position, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    public static long pwrite(int descriptor, MemorySegment buffer, long size, long position) {
        try {
            return SystemCall.call(SystemCall.PWRITE64, descriptor, buffer.address(), size, position, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    private static final class Open {
        static final MethodHandle HANDLE =
                Native.linkVariadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
    }

    private static final class IoctlPointer {
        static final MethodHandle HANDLE =
                Native.linkVariadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
    }

    private static final class IoctlNumber {
        static final MethodHandle HANDLE =
                Native.linkVariadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), 2);
    }
}
