// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Loads a function in machine code, {@code long f(long number, long a, long b, long c, long d, long e)}, that makes a
 * system call: the C calling convention's registers are moved to where the kernel wants them (syscall(2)).
 *
 * <pre>
 *  x86-64                       aarch64
 *    48 89 f8  mov rax, rdi       aa0003e8  mov x8, x0
 *    48 89 f7  mov rdi, rsi       aa0103e0  mov x0, x1
 *    48 89 d6  mov rsi, rdx       aa0203e1  mov x1, x2
 *    48 89 ca  mov rdx, rcx       aa0303e2  mov x2, x3
 *    4d 89 c2  mov r10, r8        aa0403e3  mov x3, x4
 *    4d 89 c8  mov r8, r9         aa0503e4  mov x4, x5
 *    0f 05     syscall            d4000001  svc #0
 *    c3        ret                d65f03c0  ret
 * </pre>
 */
final class MachineCode {
    /**
     * The system property that switches it off when it is {@code false}: the C library's syscall(2) takes its place.
     */
    static final String PROPERTY = "io.vfio4j.linux.machineCode";

    static final String ARCHITECTURE = System.getProperty("os.arch");

    private static final String X86_64 = "4889f84889f74889d64889ca4d89c24d89c80f05c3";
    private static final String AARCH64 = "e80300aae00301aae10302aae20303aae30304aae40305aa010000d4c0035fd6";
    private static final long PAGE = 4096;

    private MachineCode() {}

    /**
     * Loads it for the life of the process, into one page that is never writable and executable at once; empty for
     * other architectures, where the kernel permits no such memory, and where {@link #PROPERTY} is {@code false}.
     */
    @SuppressWarnings("restricted") // The segment is exactly what the kernel has mapped.
    static Optional<MemorySegment> load() {
        if (System.getProperty(PROPERTY, "true").equals("false")) {
            return Optional.empty();
        }
        byte[] code = switch (ARCHITECTURE) {
            case "amd64" -> HexFormat.of().parseHex(X86_64);
            case "aarch64" -> HexFormat.of().parseHex(AARCH64);
            default -> new byte[0];
        };
        if (code.length == 0) {
            return Optional.empty();
        }
        int writable = MemoryCalls.PROT_READ | MemoryCalls.PROT_WRITE;
        long address = MemoryCalls.mmap(PAGE, writable, MemoryCalls.MAP_PRIVATE | MemoryCalls.MAP_ANONYMOUS, -1, 0);
        if (address < 0) {
            return Optional.empty();
        }
        MemorySegment page = MemorySegment.ofAddress(address).reinterpret(PAGE);
        MemorySegment.copy(MemorySegment.ofArray(code), 0, page, 0, code.length);
        // Never writable and executable at once; the kernel makes the instruction cache see it.
        if (MemoryCalls.mprotect(page, MemoryCalls.PROT_READ | MemoryCalls.PROT_EXEC) < 0) {
            MemoryCalls.munmap(page);
            return Optional.empty();
        }
        return Optional.of(page);
    }
}
