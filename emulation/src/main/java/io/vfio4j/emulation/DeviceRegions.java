// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.vfio.ConfigRegion;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Finds the regions of a device by their index: configuration space, BARs and ROM. There is no VGA region. */
final class DeviceRegions {
    private final String name;
    private final ConfigRegion config;
    private final BarRegions bars;

    DeviceRegions(String name, ConfigRegion config, BarRegions bars) {
        this.name = name;
        this.config = config;
        this.bars = bars;
    }

    RegionInfo info(int index) {
        if (bar(index)) {
            return bars.info(index);
        }
        if (index == VfioPci.CONFIG_REGION) {
            int flags = RegionInfo.READ | RegionInfo.WRITE;
            return new RegionInfo(index, flags, config.size(), VfioPci.regionOffset(index));
        }
        throw missing("VFIO_DEVICE_GET_REGION_INFO(%d)".formatted(index));
    }

    /** Returns memory that the user may map. */
    Optional<SharedMemory> memory(int index) {
        return bar(index) ? bars.memory(index) : Optional.empty();
    }

    int readRegion(int region, long offset, MemorySegment target, long at, int length) {
        if (length == 0) {
            return 0;
        }
        if (region == VfioPci.CONFIG_REGION) {
            return config.readBytes(offset, target, at, length);
        }
        requireBar("read", region);
        return bars.readBytes(region, offset, target, at, length);
    }

    int writeRegion(int region, long offset, MemorySegment source, long at, int length) {
        if (length == 0) {
            return 0;
        }
        if (region == VfioPci.CONFIG_REGION) {
            return config.writeBytes(offset, source, at, length);
        }
        requireBar("write", region);
        return bars.writeBytes(region, offset, source, at, length);
    }

    private static boolean bar(int index) {
        return index >= VfioPci.BAR0_REGION && index <= VfioPci.ROM_REGION;
    }

    private void requireBar(String operation, int region) {
        if (!bar(region)) {
            throw missing("%s(%s)".formatted(operation, VfioPci.regionName(region)));
        }
    }

    private VfioException missing(String operation) {
        return new VfioException(name, operation, Errno.EINVAL, "there is no such region");
    }
}
