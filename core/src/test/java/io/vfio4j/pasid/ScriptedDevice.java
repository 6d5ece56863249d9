// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.HostPasid;
import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.pci.ConfigSpace;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A device that answers the feature with given bytes or a given errno, as no honest device would. */
final class ScriptedDevice implements VfioDevice {
    private final Optional<PasidFeature> feature;
    private final Optional<IommuHardwareInfo> hardware;
    private final ConfigSpace config;
    private final byte[] answer;
    private final Errno errno;
    private Optional<HostPasid> host = Optional.empty();

    ScriptedDevice(
            Optional<PasidFeature> feature,
            Optional<IommuHardwareInfo> hardware,
            ConfigSpace config,
            byte[] answer,
            Errno errno) {
        this.feature = feature;
        this.hardware = hardware;
        this.config = config;
        this.answer = answer;
        this.errno = errno;
    }

    ScriptedDevice withHost(HostPasid registers) {
        host = Optional.of(registers);
        return this;
    }

    @Override
    public Optional<HostPasid> hostPasid() {
        return host;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(DeviceInfo.PCI, VfioPci.REGIONS, VfioPci.IRQS);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        return new RegionInfo(index, RegionInfo.READ, config.size(), 0);
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return new IrqInfo(index, 0, 0);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        MemorySegment.copy(MemorySegment.ofArray(config.toByteArray()), offset, target, at, length);
        return length;
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
        if (errno != Errno.UNKNOWN) {
            throw new VfioException(name(), FeatureFlags.describe(flags), errno);
        }
        if ((flags & FeatureFlags.PROBE) != 0) {
            return 0;
        }
        MemorySegment.copy(MemorySegment.ofArray(answer), 0, data, 0, answer.length);
        return answer.length;
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
    public long unmapDma(long iova, long size) {
        return 0;
    }

    @Override
    public long unmapAllDma() {
        return 0;
    }

    @Override
    public Optional<PasidFeature> pasidFeature() {
        return feature;
    }

    @Override
    public Optional<IommuHardwareInfo> iommuHardwareInfo() {
        return hardware;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private VfioException refused(String operation) {
        return new VfioException(name(), operation, Errno.ENOTTY);
    }
}
