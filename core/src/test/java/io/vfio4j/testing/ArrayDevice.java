// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.pci.ConfigSpace;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Shows a configuration space as a device that has nothing else, and counts how it is read. */
public class ArrayDevice implements VfioDevice {
    private final ConfigSpace config;
    private final int most;
    private int refusedFrom = Integer.MAX_VALUE;
    private int reads;

    /**
     * Shows a configuration space.
     *
     * @param most bytes that one read yields
     */
    public ArrayDevice(ConfigSpace config, int most) {
        this.config = config;
        this.most = most;
    }

    /** Answers reads of more bytes with EINVAL from now on. */
    public ArrayDevice refusingMoreThan(int bytes) {
        refusedFrom = bytes + 1;
        return this;
    }

    /** Returns how many reads there were, refused ones included. */
    public int reads() {
        return reads;
    }

    @Override
    public String name() {
        return "array";
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(DeviceInfo.PCI, VfioPci.REGIONS, VfioPci.IRQS);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        return index == VfioPci.CONFIG_REGION
                ? new RegionInfo(index, RegionInfo.READ, config.size(), 0)
                : RegionInfo.absent(index, 0);
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return new IrqInfo(index, 0, 0);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        reads++;
        if (length >= refusedFrom) {
            throw new VfioException(name(), "read", Errno.EINVAL);
        }
        int count = (int) Math.min(Math.min(length, most), config.size() - offset);
        MemorySegment.copy(MemorySegment.ofArray(config.toByteArray()), offset, target, at, count);
        return count;
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        throw refused("write");
    }

    @Override
    public void setIrqs(IrqSet request) {
        throw refused("VFIO_DEVICE_SET_IRQS");
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        throw refused(FeatureFlags.describe(flags));
    }

    @Override
    public void reset() {
        throw refused("VFIO_DEVICE_RESET");
    }

    @Override
    public void mapDma(DmaRegion region) {
        throw refused("VFIO_IOMMU_MAP_DMA");
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return List.of();
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return List.of();
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return Optional.empty();
    }

    @Override
    public DeviceOrigin origin() {
        return DeviceOrigin.UNKNOWN;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private VfioException refused(String operation) {
        return new VfioException(name(), operation, Errno.ENOTTY);
    }
}
