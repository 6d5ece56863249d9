// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Links functions of the C library, and reports failure as the kernel does, with a negative errno for a result.
 */
public final class Native {
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EINVAL = 22;
    public static final int EADDRINUSE = 98;
    public static final int ECONNREFUSED = 111;

    private static final long ERRNO = Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Native() {}

    /** Links a function; its handle takes {@link #state()} as the first argument. */
    public static MethodHandle link(String name, FunctionDescriptor function) {
        return link(name, function, Linker.Option.captureCallState("errno"));
    }

    /** Links a function with variable arguments, the first of them at {@code firstVariadic}. */
    static MethodHandle linkVariadic(String name, FunctionDescriptor function, int firstVariadic) {
        return link(
                name, function, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** Returns where this thread's calls leave errno. */
    public static MemorySegment state() {
        return STATE.get();
    }

    /** Returns what a call returned, or the negative errno. */
    public static int result(int returned, MemorySegment state) {
        return returned >= 0 ? returned : -state.get(JAVA_INT, ERRNO);
    }

    /** Returns what a call returned, or the negative errno. */
    public static long result(long returned, MemorySegment state) {
        return returned != -1 ? returned : -state.get(JAVA_INT, ERRNO);
    }

    /** Rethrows what a method handle threw; linked functions never throw. */
    public static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }

    /** Passes a result on unless it is a negative errno. */
    public static int check(int result, String target, String operation) {
        if (result < 0) {
            throw failure(result, target, operation);
        }
        return result;
    }

    public static VfioException failure(long result, String target, String operation) {
        Errno errno = Errno.of((int) -result);
        return errno == Errno.UNKNOWN
                ? new VfioException(target, operation, errno, "errno " + -result)
                : new VfioException(target, operation, errno);
    }

    @SuppressWarnings("restricted") // This module exists to call native functions.
    private static MethodHandle link(String name, FunctionDescriptor function, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
    }
}
