// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import java.util.List;
import java.util.Optional;

/** The guide's wrapper: lets no region be mapped, so that every access to one is a read or a write. */
final class UnmappedDevice extends ForwardingDevice {
    UnmappedDevice(VfioDevice device) {
        super(device);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        RegionInfo info = super.regionInfo(index);
        List<RegionCapability> capabilities = info.capabilities().stream()
                .filter(capability -> !(capability instanceof RegionCapability.SparseMmap))
                .toList();
        int flags = info.flags() & ~RegionInfo.MMAP;
        return new RegionInfo(info.index(), flags, info.size(), info.offset(), capabilities);
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return Optional.empty();
    }
}
