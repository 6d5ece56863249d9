// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import io.vfio4j.pci.ConfigSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A device's configuration space, read as a whole. */
public final class DeviceConfigSpace {
    private static final int DWORD = 4;

    private DeviceConfigSpace() {}

    /**
     * Reads the whole config region, dword by dword, as it is at that moment.
     *
     * @throws VfioException EINVAL when the region's size is neither 256 nor 4096, EIO when a read comes back short
     */
    public static ConfigSpace read(VfioDevice device) {
        RegionInfo region = device.regionInfo(VfioPci.CONFIG_REGION);
        if (region.size() != ConfigSpace.CONVENTIONAL_SIZE && region.size() != ConfigSpace.EXTENDED_SIZE) {
            throw new VfioException(
                    device.name(),
                    "read of the config region",
                    Errno.EINVAL,
                    "size is %d, must be 256 or 4096".formatted(region.size()));
        }
        ConfigSpace config = ConfigSpace.ofSize((int) region.size());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment dword = arena.allocate(DWORD);
            for (int offset = 0; offset < config.size(); offset += DWORD) {
                int read = device.read(VfioPci.CONFIG_REGION, offset, dword, 0, DWORD);
                if (read != DWORD) {
                    throw new VfioException(
                            device.name(),
                            "read of the config region at 0x%x".formatted(offset),
                            Errno.EIO,
                            "%d bytes instead of 4".formatted(read));
                }
                for (int i = 0; i < DWORD; i++) {
                    config.setU8(offset + i, dword.get(ValueLayout.JAVA_BYTE, i));
                }
            }
        }
        return config;
    }
}
