// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Makes and maps memory; each call returns a negative errno when it fails. */
public final class MemoryCalls {
    public static final int MFD_CLOEXEC = 1;
    public static final int MFD_ALLOW_SEALING = 2;
    public static final int MFD_HUGETLB = 4;
    public static final int MFD_HUGE_SHIFT = 26;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    static final int PROT_EXEC = 4;
    public static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;

    private MemoryCalls() {}

    public static int memfdCreate(MemorySegment name, int flags) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) MemfdCreate.HANDLE.invokeExact(state, name, flags), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Makes the call mmap(2) at an address of the kernel's choice, which is never negative on the architectures of this
     * module.
     */
    public static long mmap(long size, int protection, int flags, int descriptor, long offset) {
        MemorySegment state = Native.state();
        try {
            long address = (long)
                    Mmap.HANDLE.invokeExact(state, MemorySegment.NULL, size, protection, flags, descriptor, offset);
            return Native.result(address, state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static int mprotect(MemorySegment mapping, int protection) {
        MemorySegment state = Native.state();
        try {
            return Native.result(
                    (int) Mprotect.HANDLE.invokeExact(state, mapping, mapping.byteSize(), protection), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    public static int munmap(MemorySegment mapping) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Munmap.HANDLE.invokeExact(state, mapping, mapping.byteSize()), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    private static final class MemfdCreate {
        static final MethodHandle HANDLE =
                Native.link("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Mmap {
        static final MethodHandle HANDLE = Native.link(
                "mmap", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    }

    private static final class Mprotect {
        static final MethodHandle HANDLE =
                Native.link("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }

    private static final class Munmap {
        static final MethodHandle HANDLE = Native.link("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }
}
