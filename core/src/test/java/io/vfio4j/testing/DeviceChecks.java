// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Checks what every {@link VfioDevice} does, whatever is behind it. Needs no test framework, so that it can be run on a
 * device of a machine, too: a check that fails throws an AssertionError.
 *
 * <p>Each check wants an open PCI device of its own, with at least one BAR, MSI or MSI-X and DMA, and changes it.
 */
public final class DeviceChecks {
    private static final long PAGE = DmaSpace.PAGE_SIZE;
    private static final int COMMAND = 0x04;
    private static final int MEMORY_AND_PORTS = 3;
    /** A feature index that nobody has given to anything. */
    private static final int NO_FEATURE = 0xfff0;

    private DeviceChecks() {}

    /**
     * Says what one check is called and does.
     *
     * @param name a sentence about every device
     * @param body throws an AssertionError when the device does not
     */
    public record Check(String name, Consumer<VfioDevice> body) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** An event that can be given to a device, and asked whether that has signalled it. */
    public interface TestEvent extends EventDescriptor {

        /** Returns how often it was signalled since it was last asked. */
        long signals();
    }

    /** Lists the checks that need no event. */
    public static List<Check> all() {
        return List.of(
                new Check("tells what it is", DeviceChecks::tellsWhatItIs),
                new Check("knows its regions and no others", DeviceChecks::knowsItsRegions),
                new Check("knows its interrupts and no others", DeviceChecks::knowsItsInterrupts),
                new Check("reads configuration space with every width", DeviceChecks::readsEveryWidth),
                new Check("refuses configuration space beyond its end", DeviceChecks::refusesBeyondConfig),
                new Check("shortens an access at the end of a BAR", DeviceChecks::shortensAtTheEnd),
                new Check("refuses BARs that are not there", DeviceChecks::refusesAbsentRegions),
                new Check("blames the caller for arguments that nobody may pass", DeviceChecks::blamesTheCaller),
                new Check("refuses features that it does not have", DeviceChecks::refusesUnknownFeatures),
                new Check("reports PASID by the rules of features", DeviceChecks::reportsPasid),
                new Check("refuses interrupts that it does not have", DeviceChecks::refusesUnknownInterrupts),
                new Check("refuses to map what overlaps or is not aligned", DeviceChecks::refusesBadMappings),
                new Check("unmaps whole mappings and tells which", DeviceChecks::unmapsWholeMappings),
                new Check("closes twice, and does no more after", DeviceChecks::closesTwice));
    }

    private static void tellsWhatItIs(VfioDevice device) {
        DeviceInfo info = device.info();
        require(!device.name().isBlank(), "a device has a name");
        require(info.pci(), "it is a PCI device: " + info);
        require(
                info.regions() >= VfioPci.VGA_REGION && info.irqs() >= VfioPci.ERR_IRQ,
                "it has PCI's indices: " + info);
        equal(info, device.info());
        require(device.origin().functionKind() != null, "a function is of some kind");
    }

    private static void knowsItsRegions(VfioDevice device) {
        for (int index = 0; index < device.info().regions(); index++) {
            try {
                RegionInfo info = device.regionInfo(index);
                equal(index, info.index());
                require(info.size() >= 0 && (info.size() > 0 || info.flags() == 0), "absent means no flags: " + info);
                require(!info.mappable() || device.regionMemory(index).isPresent(), "mappable means memory: " + info);
            } catch (VfioException e) {
                require(index == VfioPci.VGA_REGION && e.errno() == Errno.EINVAL, "only VGA may be missing: " + e);
            }
        }
        for (int index : new int[] {device.info().regions(), 1000, -1, Integer.MIN_VALUE}) {
            refuses(device, Errno.EINVAL, () -> device.regionInfo(index));
        }
        RegionInfo config = device.regionInfo(VfioPci.CONFIG_REGION);
        require(config.size() == 256 || config.size() == 4096, "configuration space has 256 or 4096 bytes: " + config);
        require(config.readable() && config.writable() && !config.mappable(), "it is read and written: " + config);
    }

    private static void knowsItsInterrupts(VfioDevice device) {
        for (int index = 0; index < device.info().irqs(); index++) {
            try {
                IrqInfo info = device.irqInfo(index);
                equal(index, info.index());
                require(info.count() >= 0 && (info.count() == 0 || info.eventfd()), "vectors signal events: " + info);
            } catch (VfioException e) {
                require(index >= VfioPci.ERR_IRQ && e.errno() == Errno.EINVAL, "the kinds of PCI are there: " + e);
            }
        }
        for (int index : new int[] {device.info().irqs(), 1000, -1, Integer.MIN_VALUE}) {
            refuses(device, Errno.EINVAL, () -> device.irqInfo(index));
        }
    }

    /** Compares registers that do not change. */
    private static void readsEveryWidth(VfioDevice device) {
        byte[] whole = new byte[(int) device.regionInfo(VfioPci.CONFIG_REGION).size()];
        equal(whole.length, device.read(VfioPci.CONFIG_REGION, 0, MemorySegment.ofArray(whole), 0, whole.length));
        for (int start : new int[] {0x00, 0x08, 0x2c}) {
            for (int width = 1; width <= 4; width++) {
                for (int offset = start; offset + width <= start + 4; offset++) {
                    byte[] part = new byte[width + 2];
                    equal(width, device.read(VfioPci.CONFIG_REGION, offset, MemorySegment.ofArray(part), 1, width));
                    require(part[0] == 0 && part[width + 1] == 0, "a read fills what it was asked to fill");
                    for (int i = 0; i < width; i++) {
                        equal(whole[offset + i], part[1 + i]);
                    }
                }
            }
        }
    }

    private static void refusesBeyondConfig(VfioDevice device) {
        long size = device.regionInfo(VfioPci.CONFIG_REGION).size();
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
        refuses(device, Errno.EFAULT, () -> device.read(VfioPci.CONFIG_REGION, size, buffer, 0, 1));
        refuses(device, Errno.EFAULT, () -> device.read(VfioPci.CONFIG_REGION, size - 2, buffer, 0, 4));
        refuses(device, Errno.EFAULT, () -> device.write(VfioPci.CONFIG_REGION, size, buffer, 0, 1));
    }

    private static void shortensAtTheEnd(VfioDevice device) {
        enable(device);
        int bar = firstBar(device);
        long size = device.regionInfo(bar).size();
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
        equal(4, device.read(bar, size - 4, buffer, 0, 4));
        equal(2, device.read(bar, size - 2, buffer, 0, 8));
        refuses(device, Errno.EINVAL, () -> device.read(bar, size, buffer, 0, 4));
        refuses(device, Errno.EINVAL, () -> device.write(bar, size, buffer, 0, 4));
    }

    private static void enable(VfioDevice device) {
        MemorySegment command = MemorySegment.ofArray(new byte[2]);
        equal(2, device.read(VfioPci.CONFIG_REGION, COMMAND, command, 0, 2));
        command.set(ValueLayout.JAVA_BYTE, 0, (byte) (command.get(ValueLayout.JAVA_BYTE, 0) | MEMORY_AND_PORTS));
        equal(2, device.write(VfioPci.CONFIG_REGION, COMMAND, command, 0, 2));
    }

    private static int firstBar(VfioDevice device) {
        return IntStream.rangeClosed(VfioPci.BAR0_REGION, VfioPci.BAR5_REGION)
                .filter(index -> device.regionInfo(index).readable())
                .findFirst()
                .orElseThrow(() -> new AssertionError("a device to check has a BAR"));
    }

    private static void refusesAbsentRegions(VfioDevice device) {
        enable(device);
        MemorySegment buffer = MemorySegment.ofArray(new byte[4]);
        for (int index = VfioPci.BAR0_REGION; index <= VfioPci.BAR5_REGION; index++) {
            int region = index;
            if (device.regionInfo(region).size() == 0) {
                refuses(device, Errno.EINVAL, () -> device.read(region, 0, buffer, 0, 4));
                refuses(device, Errno.EINVAL, () -> device.write(region, 0, buffer, 0, 4));
            }
        }
        refuses(device, Errno.EINVAL, () -> device.read(device.info().regions(), 0, buffer, 0, 4));
        refuses(device, Errno.EINVAL, () -> device.write(1000, 0, buffer, 0, 4));
    }

    private static void blamesTheCaller(VfioDevice device) {
        MemorySegment small = MemorySegment.ofArray(new byte[4]);
        for (Runnable call : List.<Runnable>of(
                () -> device.read(VfioPci.CONFIG_REGION, 0, small, 0, 8),
                () -> device.read(VfioPci.CONFIG_REGION, 0, small, 2, 4),
                () -> device.read(VfioPci.CONFIG_REGION, 0, small, 0, -1),
                () -> device.write(VfioPci.CONFIG_REGION, 0, small, 2, 4))) {
            try {
                call.run();
            } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
                continue;
            }
            throw new AssertionError("an access that leaves the caller's segment was taken");
        }
    }

    private static void refusesUnknownFeatures(VfioDevice device) {
        MemorySegment data = Arena.ofAuto().allocate(64);
        for (int operation : new int[] {FeatureFlags.GET, FeatureFlags.SET}) {
            refusesFeature(device, Errno.ENOTTY, NO_FEATURE | operation, data);
            refusesFeature(device, Errno.ENOTTY, NO_FEATURE | operation | FeatureFlags.PROBE, data);
        }
        refusesFeature(device, Errno.EINVAL, NO_FEATURE | FeatureFlags.GET | FeatureFlags.SET, data);
        refusesFeature(device, Errno.EINVAL, NO_FEATURE | FeatureFlags.GET | 1 << 19, data);
    }

    private static void refusesFeature(VfioDevice device, Errno errno, int flags, MemorySegment data) {
        VfioException refusal = refuses(device, errno, () -> device.feature(flags, data));
        equal(FeatureFlags.describe(flags), refusal.operation());
    }

    private static void reportsPasid(VfioDevice device) {
        int index = device.origin().pasidFeature().map(PasidFeature::index).orElse(NO_FEATURE);
        MemorySegment data = Arena.ofAuto().allocate(64);
        try {
            equal(0, device.feature(index | FeatureFlags.PROBE | FeatureFlags.GET, data));
        } catch (VfioException e) {
            equal(Errno.ENOTTY, e.errno());
            return;
        }
        equal(0L, data.get(ValueLayout.JAVA_LONG, 0));
        equal(4, device.feature(index | FeatureFlags.GET, data));
        equal(0, data.get(ValueLayout.JAVA_INT, 4));
        refusesFeature(device, Errno.EINVAL, index | FeatureFlags.GET, data.asSlice(0, 3));
        refusesFeature(device, Errno.EINVAL, index | FeatureFlags.SET, data);
        refusesFeature(device, Errno.EINVAL, index | FeatureFlags.PROBE | FeatureFlags.SET, data);
        refusesFeature(device, Errno.EINVAL, index, data);
    }

    private static void refusesUnknownInterrupts(VfioDevice device) {
        int index = messageInterrupt(device);
        int count = device.irqInfo(index).count();
        IrqSet.Data none = new IrqSet.Data.None();
        refusesIrqs(device, new IrqSet(device.info().irqs(), 0, 1, IrqSet.Action.TRIGGER, none));
        refusesIrqs(device, new IrqSet(index, count, 1, IrqSet.Action.TRIGGER, none));
        refusesIrqs(device, new IrqSet(index, 0, count + 1, IrqSet.Action.TRIGGER, none));
        refusesIrqs(device, new IrqSet(index, 1, Integer.MAX_VALUE, IrqSet.Action.TRIGGER, none));
    }

    private static void refusesIrqs(VfioDevice device, IrqSet request) {
        refuses(device, Errno.EINVAL, () -> {
            device.setIrqs(request);
            return request;
        });
    }

    private static int messageInterrupt(VfioDevice device) {
        return IntStream.of(VfioPci.MSIX_IRQ, VfioPci.MSI_IRQ)
                .filter(index -> device.irqInfo(index).count() > 0)
                .findFirst()
                .orElseThrow(() -> new AssertionError("a device to check has MSI or MSI-X"));
    }

    /** Checks that a device signals the events that it was given, keeps references of its own, and gives them up. */
    public static void signalsEvents(VfioDevice device, Supplier<? extends TestEvent> events) {
        int index = messageInterrupt(device);
        IrqSet trigger = new IrqSet(index, 0, 1, IrqSet.Action.TRIGGER, new IrqSet.Data.None());
        try (TestEvent first = events.get();
                TestEvent second = events.get()) {
            try (EventDescriptor passed = first.duplicate()) {
                device.setIrqs(IrqSet.trigger(index, 0, passed));
            }
            device.setIrqs(trigger);
            equal(1L, first.signals());

            device.setIrqs(IrqSet.trigger(index, 0, second));
            device.setIrqs(trigger);
            equal(0L, first.signals());
            equal(1L, second.signals());

            device.setIrqs(IrqSet.disable(index));
            try {
                device.setIrqs(trigger);
            } catch (VfioException e) {
                equal(Errno.EINVAL, e.errno());
            }
            equal(0L, second.signals());
        }
    }

    private static void refusesBadMappings(VfioDevice device) {
        try (Arena arena = Arena.ofShared()) {
            SegmentMemory memory = new SegmentMemory(arena.allocate(4 * PAGE, PAGE));
            device.mapDma(new DmaRegion(16 * PAGE, 2 * PAGE, true, true, memory));
            for (long at : new long[] {15, 16, 17}) {
                refusesMapping(device, Errno.EEXIST, new DmaRegion(at * PAGE, 2 * PAGE, true, true, memory));
            }
            refusesMapping(device, Errno.EINVAL, new DmaRegion(32 * PAGE + 1, PAGE, true, true, memory));
            refusesMapping(device, Errno.EINVAL, new DmaRegion(32 * PAGE, PAGE - 1, true, true, memory));
            refusesMapping(device, Errno.EINVAL, new DmaRegion(32 * PAGE, PAGE, false, false, memory));
            equal(2 * PAGE, DmaSpace.bytes(device.unmapAllDma()));
        }
    }

    private static void refusesMapping(VfioDevice device, Errno errno, DmaRegion region) {
        refused(errno, () -> {
            device.mapDma(region);
            return region;
        });
    }

    private static void unmapsWholeMappings(VfioDevice device) {
        try (Arena arena = Arena.ofShared()) {
            SegmentMemory memory = new SegmentMemory(arena.allocate(4 * PAGE, PAGE));
            DmaRegion first = new DmaRegion(16 * PAGE, 2 * PAGE, true, true, memory);
            DmaRegion second = new DmaRegion(19 * PAGE, PAGE, true, false, memory);
            device.mapDma(second);
            device.mapDma(first);

            equal(List.of(), device.unmapDma(0, 16 * PAGE));
            refused(Errno.EINVAL, () -> device.unmapDma(16 * PAGE, PAGE));
            refused(Errno.EINVAL, () -> device.unmapDma(17 * PAGE, 4 * PAGE));
            refused(Errno.EINVAL, () -> device.unmapDma(16 * PAGE, 0));
            refused(Errno.EINVAL, () -> device.unmapDma(-PAGE, 2 * PAGE));
            equal(List.of(first, second), device.unmapDma(16 * PAGE, 8 * PAGE));
            equal(List.of(), device.unmapDma(16 * PAGE, 8 * PAGE));
            device.mapDma(first);
            equal(List.of(first), device.unmapAllDma());
            equal(List.of(), device.unmapAllDma());
        }
    }

    private static void closesTwice(VfioDevice device) {
        try (Arena arena = Arena.ofShared()) {
            SegmentMemory memory = new SegmentMemory(arena.allocate(PAGE, PAGE));
            DmaRegion region = new DmaRegion(16 * PAGE, PAGE, true, true, memory);
            device.mapDma(region);
            int index = messageInterrupt(device);

            device.close();
            device.close();

            require(!device.name().isBlank(), "a closed device has its name");
            for (Runnable call : List.<Runnable>of(
                    () -> device.mapDma(region),
                    () -> device.setIrqs(IrqSet.trigger(index, 0, EventDescriptor.NONE)))) {
                try {
                    call.run();
                } catch (VfioException _) {
                    continue;
                }
                throw new AssertionError("a closed device takes what it could not give back");
            }
        }
    }

    private static VfioException refuses(VfioDevice device, Errno errno, Supplier<?> call) {
        VfioException refusal = refused(errno, call);
        equal(device.name(), refusal.target());
        return refusal;
    }

    /** Checks a refusal that may come from something behind the device: of a kernel's, the IOMMU maps memory. */
    private static VfioException refused(Errno errno, Supplier<?> call) {
        Object answer;
        try {
            answer = call.get();
        } catch (VfioException refusal) {
            require(refusal.errno() == errno, "%s, expected %s".formatted(refusal.getMessage(), errno));
            require(
                    List.of(refusal.target(), refusal.operation(), refusal.detail()).stream()
                            .noneMatch(String::isBlank),
                    "it says what failed, of what, and why");
            return refusal;
        }
        throw new AssertionError("expected %s, answered %s".formatted(errno, answer));
    }

    private static void equal(Object expected, Object actual) {
        require(Objects.equals(expected, actual), "expected %s, was %s".formatted(expected, actual));
    }

    private static void require(boolean fulfilled, String what) {
        if (!fulfilled) {
            throw new AssertionError(what);
        }
    }
}
