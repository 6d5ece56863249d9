// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.VfioContainer;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Containers that several devices share: two functions of one group, and another group.
 *
 * <pre>java lab.ContainerCheck ALONE ONE OTHER COMPANION</pre>
 *
 * <p>All are addresses of edus. ALONE has a group of its own and is on vfio-pci. The others are in one group, on no
 * driver.
 */
final class ContainerCheck {
    private static final long PAGE = Edu.BYTES;
    private static final long SHARED = 0x10_0000;
    private static final long OF_ONE = 0x20_0000;
    private static final long OF_OTHER = 0x30_0000;
    private static final int BUS_MASTER = 4;

    private final Checks checks = new Checks("container");
    private final PciAddress alone;
    private final PciAddress one;
    private final PciAddress other;

    private ContainerCheck(PciAddress alone, PciAddress one, PciAddress other) {
        this.alone = alone;
        this.one = one;
        this.other = other;
    }

    public static void main(String[] arguments) throws Exception {
        ContainerCheck check = new ContainerCheck(
                PciAddress.parse(arguments[0]), PciAddress.parse(arguments[1]), PciAddress.parse(arguments[2]));
        new GuestFunction(arguments[1]).bindToVfio();
        new GuestFunction(arguments[2]).bindToVfio();
        ContainerRefusals refusals = new ContainerRefusals(check.checks, check.alone, check.one, check.other);
        refusals.viability(arguments[3]);
        // The first open and close loads what the JVM keeps open.
        KernelDevice.open(check.alone, KernelOptions.DEFAULT.withWay(KernelOptions.Way.GROUP))
                .close();
        long files = OwnProcess.openFiles();
        long pinned = OwnProcess.pinned();
        refusals.refusals();
        check.oneGroup();
        check.twoGroups();
        check.reuse();
        check.closedBeforeItsDevice();
        check.keptOpen();
        ClosingOrders.run(check.checks, check.alone, check.one, check.other);
        check.checks.equal("open descriptors after all was closed", files, OwnProcess.openFiles());
        check.checks.equal("KiB pinned after all was closed", pinned, OwnProcess.pinned());
        check.checks.report("no descriptor is left open, no memory pinned");
    }

    static KernelDevice open(PciAddress address, VfioContainer container) {
        return KernelDevice.open(address, container, KernelOptions.DEFAULT);
    }

    /**
     * Both functions reach one mapping; what one has mapped, the other reaches too, until it is unmapped with its
     * owner.
     */
    private void oneGroup() throws IOException {
        try (VfioContainer container = VfioContainer.open();
                SharedBuffer buffer = buffer()) {
            KernelDevice first = open(one, container);
            KernelDevice second = open(other, container);
            checks.equal("groups in the container", 1, container.groups().size());
            container.mapDma(region(SHARED, buffer));
            first.mapDma(region(OF_ONE, buffer));
            second.mapDma(region(OF_OTHER, buffer));
            checks.fails("map over it", Errno.EEXIST, "overlaps", () -> second.mapDma(region(SHARED, buffer)));
            checks.equal("unmap what another has mapped", 0L, DmaSpace.bytes(second.unmapDma(OF_ONE, 4 * PAGE)));
            Edu a = new Edu(checks, first);
            Edu b = new Edu(checks, second);
            relay("in the container's mapping", buffer, SHARED, a, b);
            relay("in the first one's mapping", buffer, OF_ONE, a, b);
            relay("in the second one's mapping", buffer, OF_OTHER, b, a);
            first.close();
            checks.succeeds("map where the closed one had mapped", () -> second.mapDma(region(OF_ONE, buffer)));
            checks.fails(
                    "map where the container has mapped",
                    Errno.EEXIST,
                    "overlaps",
                    () -> second.mapDma(region(SHARED, buffer)));
            relay("in the container's mapping, the first one closed", buffer, SHARED, b, b);
            relay("in its own mapping, the first one closed", buffer, OF_OTHER, b, b);
            second.close();
            checks.equal("groups in the container", List.of(), container.groups());
        }
        checks.report("two functions of one group: %d bytes relayed through one mapping, each, and while one is closed"
                .formatted(Edu.BYTES));
    }

    private void twoGroups() throws IOException {
        try (VfioContainer container = VfioContainer.open();
                SharedBuffer buffer = buffer();
                KernelDevice first = open(one, container)) {
            container.mapDma(region(SHARED, buffer));
            KernelDevice second = open(alone, container);
            checks.equal("groups in the container", 2, container.groups().size());
            checks.that(
                    "there are ranges",
                    container.iovaRanges().stream().anyMatch(range -> range.contains(SHARED, 4 * PAGE)));
            Edu a = new Edu(checks, first);
            Edu b = new Edu(checks, second);
            relay("in a mapping older than the second group", buffer, SHARED, a, b);
            second.mapDma(region(OF_ONE, buffer));
            relay("in a younger one", buffer, OF_ONE, a, b);
            checks.succeeds("hot reset of the second's bus", second::hotReset);
            checks.succeeds("hot reset of the first's bus", first::hotReset);
            a.enable();
            b.enable();
            relay("after hot resets", buffer, SHARED, a, b);
            second.close();
            checks.equal("groups in the container", 1, container.groups().size());
            relay("in the container's mapping, the second group gone", buffer, SHARED, a, a);
            KernelDevice again = open(alone, container);
            relay("when it has come again", buffer, SHARED, new Edu(checks, again), a);
            again.close();
            checks.equal("unmap", 4 * PAGE, container.unmapAllDma());
        }
        checks.report("two groups in one container: one mapping for both, a group leaves and comes, hot resets");
    }

    private void reuse() throws IOException {
        long pinned = OwnProcess.pinned();
        try (VfioContainer container = VfioContainer.open();
                SharedBuffer buffer = buffer()) {
            DmaRegion region = region(SHARED, buffer);
            checks.fails("map without a device", Errno.EINVAL, "no IOMMU", () -> container.mapDma(region));
            KernelDevice device = open(one, container);
            container.mapDma(region);
            checks.equal("KiB pinned", pinned + 16, OwnProcess.pinned());
            device.close();
            checks.equal("KiB pinned after the last device", pinned, OwnProcess.pinned());
            checks.fails("map without one again", Errno.EINVAL, "no IOMMU", () -> container.mapDma(region));
            try (KernelDevice next = open(alone, container)) {
                checks.succeeds("map at the same address", () -> container.mapDma(region));
                Edu edu = new Edu(checks, next);
                relay("in a container that was empty", buffer, SHARED, edu, edu);
            }
        }
        checks.report("a container that its last device has left is empty, and goes on with the next");
    }

    private void closedBeforeItsDevice() throws IOException {
        long pinned = OwnProcess.pinned();
        VfioContainer container = VfioContainer.open();
        try (SharedBuffer buffer = buffer();
                KernelDevice device = open(alone, container)) {
            DmaRegion region = region(SHARED, buffer);
            container.mapDma(region);
            container.close();
            checks.equal("KiB pinned, the container closed", pinned, OwnProcess.pinned());
            checks.fails("map in it", Errno.EBADF, "closed", () -> container.mapDma(region));
            checks.fails(
                    "open in it",
                    Errno.EBADF,
                    "closed",
                    () -> open(other, container).close());
            checks.succeeds("its device maps all the same", () -> device.mapDma(region));
            Edu edu = new Edu(checks, device);
            relay("in the device's own mapping", buffer, SHARED, edu, edu);
        }
        checks.report("a container that was closed opens and maps nothing more; its device goes on");
    }

    /** Whatever keeps a device open in the kernel, its DMA has ended and nothing is mapped. */
    private void keptOpen() throws IOException {
        long pinned = OwnProcess.pinned();
        try (VfioContainer container = VfioContainer.open();
                SharedBuffer buffer = buffer()) {
            KernelDevice device = open(one, container);
            container.mapDma(region(SHARED, buffer));
            new Edu(checks, device);
            int kept = Libc.dup(
                    device.regionMemory(VfioPci.BAR0_REGION).orElseThrow().descriptor());
            checks.that("it is a bus master", (command(kept) & BUS_MASTER) != 0);
            device.close();
            checks.equal("bus master bit", 0, command(kept) & BUS_MASTER);
            checks.equal("KiB pinned", pinned, OwnProcess.pinned());
            checks.fails(
                    "open it again",
                    Errno.EBUSY,
                    "has it, or a function of it, open",
                    () -> open(one, container).close());
            Libc.close(kept);
            checks.succeeds(
                    "open it when the kernel has let it go",
                    () -> open(one, container).close());
        }
        checks.report("a device that the kernel keeps open: no bus master any more, nothing mapped");
    }

    private static int command(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_SHORT);
            Libc.pread(device, word, Short.BYTES, VfioPci.regionOffset(VfioPci.CONFIG_REGION) + 4);
            return word.get(JAVA_SHORT, 0);
        }
    }

    /** One reads the first page and writes it to the second; the other reads that and writes it to the third. */
    private void relay(String where, SharedBuffer buffer, long iova, Edu first, Edu then) {
        MemorySegment memory = buffer.segment();
        memory.fill((byte) 0);
        for (int i = 0; i < PAGE; i++) {
            memory.set(JAVA_BYTE, i, (byte) (i * 31 + (i >> 8) + where.hashCode()));
        }
        first.load(iova);
        first.store(iova + PAGE);
        then.load(iova + PAGE);
        then.store(iova + 2 * PAGE);
        for (int page = 1; page < 3; page++) {
            checks.equal(
                    "first byte that differs in page %d, %s".formatted(page, where),
                    -1L,
                    memory.asSlice(0, PAGE).mismatch(memory.asSlice(page * PAGE, PAGE)));
        }
    }

    static SharedBuffer buffer() {
        return SharedBuffer.allocate(4 * PAGE);
    }

    static DmaRegion region(long iova, SharedBuffer buffer) {
        return new DmaRegion(iova, 4 * PAGE, true, true, buffer);
    }
}
