// SPDX-License-Identifier: Apache-2.0
package example.trace;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Prints each operation of a device: its arguments, its result or errno, and how long it took. */
public final class TracingDevice extends ForwardingDevice {
    private static final int MOST_BYTES = 16;

    private final PrintStream out;

    /** Traces a device, which is closed with this one. */
    public TracingDevice(VfioDevice device, PrintStream out) {
        super(device);
        this.out = out;
    }

    @Override
    public DeviceInfo info() {
        return traced("info", super::info);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        return traced("regionInfo %d".formatted(index), () -> super.regionInfo(index));
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return traced("irqInfo %d".formatted(index), () -> super.irqInfo(index));
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        return traced(
                "read region %d at 0x%x, %d bytes".formatted(region, offset, length),
                () -> super.read(region, offset, target, at, length),
                count -> bytes(target, at, count));
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return traced(
                "write region %d at 0x%x, %s".formatted(region, offset, bytes(source, at, length)),
                () -> super.write(region, offset, source, at, length));
    }

    @Override
    public void setIrqs(IrqSet request) {
        traced("setIrqs " + request, () -> super.setIrqs(request));
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        return traced(
                "%s, %d bytes".formatted(FeatureFlags.describe(flags), data.byteSize()),
                () -> super.feature(flags, data),
                count -> bytes(data, 0, count));
    }

    @Override
    public void reset() {
        traced("reset", super::reset);
    }

    @Override
    public void mapDma(DmaRegion region) {
        traced("mapDma " + text(region), () -> super.mapDma(region));
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return traced(
                "unmapDma 0x%x, 0x%x bytes".formatted(iova, size),
                () -> super.unmapDma(iova, size),
                TracingDevice::text);
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return traced("unmapAllDma", super::unmapAllDma, TracingDevice::text);
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return traced("regionMemory %d".formatted(index), () -> super.regionMemory(index));
    }

    @Override
    public void close() {
        traced("close", super::close);
    }

    private void traced(String operation, Runnable call) {
        traced(
                operation,
                () -> {
                    call.run();
                    return "done";
                },
                Function.identity());
    }

    private <T> T traced(String operation, Supplier<T> call) {
        return traced(operation, call, String::valueOf);
    }

    private <T> T traced(String operation, Supplier<T> call, Function<T, String> describe) {
        String outcome = "failed";
        long start = System.nanoTime();
        long end = start;
        try {
            T result = call.get();
            end = System.nanoTime();
            outcome = describe.apply(result);
            return result;
        } catch (VfioException refused) {
            end = System.nanoTime();
            outcome = refused.errno().toString();
            throw refused;
        } finally {
            out.printf("%s = %s <%d us>%n", operation, outcome, (end - start) / 1000);
        }
    }

    private static String bytes(MemorySegment segment, long at, int count) {
        if (count == 0) {
            return "no bytes";
        }
        byte[] first = segment.asSlice(at, Math.min(count, MOST_BYTES)).toArray(ValueLayout.JAVA_BYTE);
        String text = HexFormat.ofDelimiter(" ").formatHex(first);
        return count <= MOST_BYTES ? text : "%s ... (%d bytes)".formatted(text, count);
    }

    private static String text(DmaRegion region) {
        String access = (region.readable() ? "r" : "-") + (region.writable() ? "w" : "-");
        return "0x%x, 0x%x bytes, %s".formatted(region.iova(), region.size(), access);
    }

    private static String text(List<DmaRegion> regions) {
        return regions.stream().map(TracingDevice::text).toList().toString();
    }
}
