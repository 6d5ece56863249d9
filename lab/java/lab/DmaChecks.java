// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.kernel.Ioas;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.linux.SharedBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Mapping of memory, in both ways into the kernel: what is accepted, what is refused, and how. */
final class DmaChecks {
    private static final long PAGE = 4096;
    private static final long AT = 0x1000_0000;
    private static final long MSI = 0xfee0_0000L;

    private final Checks checks;

    private DmaChecks(Checks checks) {
        this.checks = checks;
    }

    /** The same operations of VfioDevice, through whatever was opened. */
    static void run(Checks checks, KernelDevice device) {
        DmaChecks dma = new DmaChecks(checks);
        try (SharedBuffer buffer = SharedBuffer.allocate(16 * PAGE);
                Arena arena = Arena.ofConfined()) {
            dma.ranges(device.iovaRanges());
            dma.mapping(device, buffer);
            dma.refusing(device, buffer, arena);
            dma.unmapping(device, buffer);
        }
        checks.report("memory mapped and unmapped, overlapping, unaligned, reserved, read-only and missing");
    }

    private void ranges(List<IovaRange> ranges) {
        checks.that("there are ranges: " + ranges, !ranges.isEmpty());
        checks.that(
                "interrupts' addresses are not among them",
                ranges.stream().noneMatch(range -> range.contains(MSI, PAGE)));
        checks.that("ordinary ones are", ranges.stream().anyMatch(range -> range.contains(AT, 16 * PAGE)));
    }

    private void mapping(KernelDevice device, SharedBuffer buffer) {
        checks.succeeds("map", () -> device.mapDma(new DmaRegion(AT, 4 * PAGE, true, true, buffer)));
        checks.fails(
                "map it again",
                Errno.EEXIST,
                "overlaps",
                () -> device.mapDma(new DmaRegion(AT, 4 * PAGE, true, true, buffer)));
        checks.fails(
                "map over its end",
                Errno.EEXIST,
                "overlaps",
                () -> device.mapDma(new DmaRegion(AT + 3 * PAGE, 4 * PAGE, true, true, buffer)));
        checks.succeeds("map behind it", () -> device.mapDma(new DmaRegion(AT + 4 * PAGE, PAGE, true, false, buffer)));
        checks.succeeds(
                "map after a gap", () -> device.mapDma(new DmaRegion(AT + 8 * PAGE, PAGE, false, true, buffer)));
    }

    @SuppressWarnings("restricted") // The kernel is to find that nothing is there; nobody else looks.
    private void refusing(KernelDevice device, SharedBuffer buffer, Arena arena) {
        checks.fails(
                "unaligned address",
                Errno.EINVAL,
                "unaligned",
                () -> device.mapDma(new DmaRegion(AT + 0x10_0010, PAGE, true, true, buffer)));
        checks.fails(
                "unaligned size",
                Errno.EINVAL,
                "unaligned",
                () -> device.mapDma(new DmaRegion(AT + 0x10_0000, PAGE + 1, true, true, buffer)));
        checks.fails(
                "more than the memory has",
                Errno.EINVAL,
                "bytes",
                () -> device.mapDma(new DmaRegion(AT + 0x10_0000, 17 * PAGE, true, true, buffer)));
        checks.fails(
                "where interrupts are",
                Errno.EINVAL,
                "leaves free",
                () -> device.mapDma(new DmaRegion(MSI, PAGE, true, true, buffer)));
        MemorySegment heap = MemorySegment.ofArray(new byte[(int) PAGE]);
        checks.fails(
                "memory of the heap",
                Errno.EFAULT,
                "native",
                () -> device.mapDma(new DmaRegion(AT + 0x10_0000, PAGE, true, true, new SegmentMemory(heap))));
        MemorySegment own = arena.allocate(2 * PAGE, PAGE);
        checks.succeeds(
                "native memory of one's own",
                () -> device.mapDma(new DmaRegion(AT + 0x20_0000, 2 * PAGE, true, true, new SegmentMemory(own))));
        MemorySegment nowhere = MemorySegment.ofAddress(0x1000).reinterpret(PAGE);
        checks.fails(
                "memory that is not there",
                Errno.EFAULT,
                "not mapped in this process",
                () -> device.mapDma(new DmaRegion(AT + 0x30_0000, PAGE, true, true, new SegmentMemory(nowhere))));
    }

    private void unmapping(KernelDevice device, SharedBuffer buffer) {
        checks.fails("unmap half of a mapping", Errno.EINVAL, "cut", () -> device.unmapDma(AT, 2 * PAGE));
        checks.equal("unmap where nothing is", 0L, DmaSpace.bytes(device.unmapDma(AT + 0x40_0000, PAGE)));
        checks.equal("unmap two at once, and the gap behind", 5 * PAGE, DmaSpace.bytes(device.unmapDma(AT, 8 * PAGE)));
        checks.equal("unmap them again", 0L, DmaSpace.bytes(device.unmapDma(AT, 8 * PAGE)));
        checks.succeeds("map there again", () -> device.mapDma(new DmaRegion(AT, PAGE, true, true, buffer)));
        checks.equal("unmap all", 4 * PAGE, DmaSpace.bytes(device.unmapAllDma()));
        checks.equal("unmap all again", 0L, DmaSpace.bytes(device.unmapAllDma()));
    }

    /** What only iommufd has. */
    static void addressSpaces(Checks checks, KernelDevice device) {
        try (SharedBuffer buffer = SharedBuffer.allocate(4 * PAGE);
                Ioas one = device.bound().orElseThrow().iommufd().allocateIoas();
                Ioas other = device.bound().orElseThrow().iommufd().allocateIoas()) {
            long chosen = one.map(buffer.segment(), true, true);
            checks.that("the kernel chooses an aligned address", chosen % PAGE == 0);
            checks.succeeds("copy", () -> other.copy(one, chosen, 2 * PAGE, AT, true, true));
            checks.fails("copy over it", Errno.EEXIST, "EEXIST", () -> other.copy(one, chosen, PAGE, AT, true, true));
            checks.fails(
                    "copy what is not mapped",
                    Errno.ENOENT,
                    "ENOENT",
                    () -> other.copy(one, chosen + 0x100_0000, PAGE, AT + 0x100_0000, true, true));
            checks.fails("unmap half", Errno.ENOENT, "cut", () -> one.unmap(chosen, PAGE));
            checks.fails("unmap nothing", Errno.ENOENT, "nothing is mapped", () -> one.unmap(AT + 0x200_0000, PAGE));
            checks.equal("unmap everything", 4 * PAGE, one.unmap(0, -1));
            checks.equal("what was copied stays", 2 * PAGE, other.unmap(AT, 2 * PAGE));
            checks.that("huge pages are the default", one.hugePages());
            one.setHugePages(false);
            checks.that("and can be switched off", !one.hugePages());
            checks.succeeds("allow a range", () -> one.allow(List.of(new IovaRange(AT, AT + 0xff_ffff))));
            long allowed = one.map(buffer.segment(), true, true);
            checks.that(
                    "the kernel chooses in it: 0x%x".formatted(allowed), allowed >= AT && allowed <= AT + 0xff_ffff);
            checks.equal("unmap that", 4 * PAGE, one.unmap(allowed, 4 * PAGE));
        }
        checks.report("address spaces: mapped where the kernel likes, copied, unmapped, restricted");
    }
}
