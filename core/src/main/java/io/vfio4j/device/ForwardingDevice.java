// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Forwards every operation to another device: the base of what wraps one, such as a trace, a proxy or a device with a
 * virtual PASID capability.
 *
 * <p>A subclass overrides what it changes. No method of this class calls another one, so that an override is asked for
 * its own operation only: whoever changes {@link #read} may have to change {@link #regionMemory} too. Adds no state and
 * no synchronisation; closing it closes the device behind it.
 */
public abstract class ForwardingDevice implements VfioDevice {
    private final VfioDevice device;

    /**
     * Wraps a device.
     *
     * @param device asked for everything, and closed with this one
     */
    protected ForwardingDevice(VfioDevice device) {
        this.device = requireNonNull(device, "device");
    }

    /** Returns the wrapped device. */
    protected final VfioDevice device() {
        return device;
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public DeviceInfo info() {
        return device.info();
    }

    @Override
    public RegionInfo regionInfo(int index) {
        return device.regionInfo(index);
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return device.irqInfo(index);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        return device.read(region, offset, target, at, length);
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return device.write(region, offset, source, at, length);
    }

    @Override
    public void setIrqs(IrqSet request) {
        device.setIrqs(request);
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        return device.feature(flags, data);
    }

    @Override
    public void reset() {
        device.reset();
    }

    @Override
    public void mapDma(DmaRegion region) {
        device.mapDma(region);
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return device.unmapDma(iova, size);
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return device.unmapAllDma();
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return device.regionMemory(index);
    }

    @Override
    public DeviceOrigin origin() {
        return device.origin();
    }

    @Override
    public void close() {
        device.close();
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
