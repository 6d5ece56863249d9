// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import static java.util.Objects.requireNonNull;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A small device in memory, used by the server's thread and looked at by a test's when that one is idle.
 *
 * <p>BAR 0: 64 KiB of memory. BAR 1: 8 KiB of memory, of which the second half can be mapped. BAR 2: an access runs
 * {@link #onDoorbell}. Region 7: 4 KiB. Irqs: 1 INTx, 4 MSI, 8 MSI-X, 1 ERR, none for REQ. Features: the PASID report,
 * and {@link #SETTABLE} with 8 bytes.
 */
public final class TestDevice implements VfioDevice {
    public static final int BAR0_SIZE = 64 << 10;
    public static final int BAR1_SIZE = 8 << 10;
    public static final int DOORBELL = 2;
    public static final int SETTABLE = 40;
    private static final byte[] REPORT = {7, 20, 0, 0};

    private static final int[] VECTORS = {1, 4, 8, 1, 0};

    public final DmaSpace dma = new DmaSpace("test device", DmaSpace.DEFAULT_MAX_REGIONS);
    public final Map<Long, EventDescriptor> events = new ConcurrentHashMap<>();
    public final AtomicReference<Runnable> onDoorbell = new AtomicReference<>(() -> {});
    /** What is run when the device is asked for its name. */
    public final AtomicReference<Runnable> onName = new AtomicReference<>(() -> {});

    public final AtomicReference<IrqSet> lastIrqs = new AtomicReference<>();
    public volatile byte[] report = REPORT;
    public volatile Optional<PasidFeature> pasid = Optional.of(PasidFeature.PROPOSED);
    public volatile FunctionKind kind = FunctionKind.PHYSICAL;
    public final AtomicInteger resets = new AtomicInteger();
    volatile long settable;
    private volatile boolean keepsDescriptors;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bar0 = arena.allocate(BAR0_SIZE, 8);
    private final MemorySegment config = arena.allocate(4096, 8);
    private final MappedFile bar1 = MemoryFd.create("test BAR 1", BAR1_SIZE);

    /** Returns what the PASID feature answers. */
    public static byte[] report() {
        return REPORT.clone();
    }

    @Override
    public String name() {
        onName.get().run();
        return "test device";
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(DeviceInfo.PCI | DeviceInfo.RESET, VfioPci.REGIONS, VfioPci.IRQS);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        int both = RegionInfo.READ | RegionInfo.WRITE;
        return switch (index) {
            case 0 -> new RegionInfo(index, both, BAR0_SIZE, 0);
            case 1 ->
                new RegionInfo(
                        index,
                        both | RegionInfo.MMAP,
                        BAR1_SIZE,
                        VfioPci.regionOffset(1),
                        List.of(new RegionCapability.SparseMmap(List.of(new RegionCapability.Area(4096, 4096)))));
            case DOORBELL -> new RegionInfo(index, both, 4096, 0);
            case VfioPci.CONFIG_REGION -> new RegionInfo(index, both, 4096, VfioPci.regionOffset(index));
            case 3, 4, 5, VfioPci.ROM_REGION, VfioPci.VGA_REGION -> RegionInfo.absent(index, 0);
            default -> throw failed("regionInfo", Errno.EINVAL);
        };
    }

    @Override
    public IrqInfo irqInfo(int index) {
        if (index < 0 || index >= VECTORS.length) {
            throw failed("irqInfo", Errno.EINVAL);
        }
        return new IrqInfo(index, VECTORS[index] > 0 ? IrqInfo.EVENTFD : 0, VECTORS[index]);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        MemorySegment memory = memory(region, offset);
        int count = (int) Math.min(length, memory.byteSize() - offset);
        MemorySegment.copy(memory, offset, target, at, count);
        return count;
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        MemorySegment memory = memory(region, offset);
        int count = (int) Math.min(length, memory.byteSize() - offset);
        MemorySegment.copy(source, at, memory, offset, count);
        return count;
    }

    private MemorySegment memory(int region, long offset) {
        if (region == DOORBELL) {
            onDoorbell.get().run();
        }
        MemorySegment memory = switch (region) {
            case 0, DOORBELL -> bar0;
            case 1 -> bar1.segment();
            case VfioPci.CONFIG_REGION -> config;
            default -> throw failed("access", Errno.EINVAL);
        };
        if (offset >= memory.byteSize()) {
            throw failed("access", Errno.EINVAL);
        }
        return memory;
    }

    public byte bar0(long offset) {
        return bar0.get(ValueLayout.JAVA_BYTE, offset);
    }

    public void bar0(long offset, byte value) {
        bar0.set(ValueLayout.JAVA_BYTE, offset, value);
    }

    public MemorySegment bar0() {
        return bar0;
    }

    @Override
    public void setIrqs(IrqSet request) {
        lastIrqs.set(request);
        if (request.data() instanceof IrqSet.Data.Events(List<EventDescriptor> given)) {
            for (int i = 0; i < given.size(); i++) {
                long vector = vector(request.index(), request.start() + i);
                forget(vector);
                if (!given.get(i).equals(EventDescriptor.NONE)) {
                    events.put(vector, given.get(i).duplicate());
                }
            }
        } else if (request.equals(IrqSet.disable(request.index()))) {
            for (int i = 0; i < VECTORS[request.index()]; i++) {
                forget(vector(request.index(), i));
            }
        }
    }

    private static long vector(int index, int number) {
        return (long) index << 32 | number;
    }

    /** Signals what a client has set for a vector. */
    public void signal(int index, int number) {
        requireNonNull(events.get(vector(index, number)), "event").signal();
    }

    private void forget(long vector) {
        EventDescriptor old = events.remove(vector);
        if (old != null) {
            old.close();
        }
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        FeatureFlags.checkWellFormed(name(), flags);
        int index = FeatureFlags.index(flags);
        if (index == SETTABLE) {
            int both = FeatureFlags.GET | FeatureFlags.SET;
            if (!FeatureFlags.check(name(), flags, data.byteSize(), both, 8)) {
                return 0;
            }
            if ((flags & FeatureFlags.SET) != 0) {
                settable = data.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
                return 0;
            }
            data.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, settable);
            return 8;
        }
        if (pasid.isEmpty() || index != pasid.get().index()) {
            throw failed("feature", Errno.ENOTTY);
        }
        if (!FeatureFlags.check(name(), flags, data.byteSize(), FeatureFlags.GET, report.length)) {
            return 0;
        }
        MemorySegment.copy(report, 0, data, ValueLayout.JAVA_BYTE, 0, report.length);
        return report.length;
    }

    @Override
    public void reset() {
        resets.incrementAndGet();
    }

    @Override
    public void mapDma(DmaRegion region) {
        dma.map(region);
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return dma.unmap(iova, size);
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return dma.unmapAll();
    }

    /** From now on BAR 1 is memory whose descriptor is not for others. */
    public void keepDescriptors() {
        keepsDescriptors = true;
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return index == 1 ? Optional.of(keepsDescriptors ? new OwnMemory(bar1) : bar1) : Optional.empty();
    }

    @Override
    public DeviceOrigin origin() {
        return DeviceOrigin.of(kind, pasid);
    }

    private VfioException failed(String operation, Errno errno) {
        return new VfioException(name(), operation, errno);
    }

    @Override
    public void close() {
        events.values().forEach(EventDescriptor::close);
        bar1.close();
        arena.close();
    }
}
