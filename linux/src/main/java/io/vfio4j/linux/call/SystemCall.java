// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of the hot path without the C library: they return the negative errno as the kernel does, and so need
 * no {@code captureCallState}, which allocates 40 bytes a call unless the JIT removes it, and that is not reliable.
 *
 * <p>Numbers are those of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl) and of all newer architectures
 * (include/uapi/asm-generic/unistd.h); older ones have numbers of their own, by which nothing is called. Where this
 * module knows no machine code the C library's syscall(2) makes the same calls. Segments are passed by address: the
 * caller keeps them reachable.
 */
public final class SystemCall {
    private static final boolean X86 = x86(MachineCode.ARCHITECTURE);

    static final int READ = X86 ? 0 : 63;
    static final int WRITE = X86 ? 1 : 64;
    static final int PREAD64 = X86 ? 17 : 67;
    static final int PWRITE64 = X86 ? 18 : 68;
    public static final int SENDMSG = X86 ? 46 : 211;
    public static final int RECVMSG = X86 ? 47 : 212;
    static final int PPOLL = X86 ? 271 : 73;

    private static final FunctionDescriptor FUNCTION =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final @Nullable MethodHandle DIRECT = direct();

    private SystemCall() {}

    /** Tells whether an architecture has the numbers of x86-64, or those of the newer ones. */
    static boolean x86(String architecture) {
        return switch (architecture) {
            case "amd64" -> true;
            case "aarch64", "riscv64", "loongarch64" -> false;
            default -> throw new UnsupportedOperationException("system calls are not known for " + architecture);
        };
    }

    /** Makes a call; returns what it returned, or the negative errno. */
    static long call(long number, long first, long second, long third, long fourth, long fifth) {
        try {
            return DIRECT != null
                    ? (long) DIRECT.invokeExact(number, first, second, third, fourth, fifth)
                    : Library.call(number, first, second, third, fourth, fifth);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Makes a call and repeats it after EINTR; else as {@link #call}. */
    public static long repeat(long number, long first, long second, long third) {
        long result;
        do {
            result = call(number, first, second, third, 0, 0);
        } while (result == -Native.EINTR);
        return result;
    }

    @SuppressWarnings("restricted") // This module exists to call native code.
    private static @Nullable MethodHandle direct() {
        return MachineCode.load()
                .map(code -> Linker.nativeLinker().downcallHandle(code, FUNCTION))
                .orElse(null);
    }

    /** Makes calls through the C library's syscall(2). */
    static final class Library {
        private static final MethodHandle HANDLE = Native.linkVariadic("syscall", FUNCTION, 1);

        private Library() {}

        static long call(long number, long first, long second, long third, long fourth, long fifth) throws Throwable {
            var state = Native.state();
            return Native.result((long) HANDLE.invokeExact(state, number, first, second, third, fourth, fifth), state);
        }
    }
}
