// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import io.vfio4j.pci.ConfigSpace;
import java.lang.foreign.MemorySegment;

/** Reads a device's configuration space as a whole. */
public final class DeviceConfigSpace {
    private static final int DWORD = 4;

    private DeviceConfigSpace() {}

    /**
     * Reads the whole config region as it is at that moment, in as few reads as the device allows: vfio-pci divides a
     * read into registers itself.
     *
     * @throws VfioException EINVAL when the region's size is neither 256 nor 4096, EIO when a read yields nothing, or
     *     as {@link VfioDevice#read} says
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
        byte[] bytes = new byte[(int) region.size()];
        try {
            read(device, bytes, bytes.length);
        } catch (VfioException refused) {
            if (refused.errno() != Errno.EINVAL) {
                throw refused;
            }
            // A device model that takes accesses to registers only.
            read(device, bytes, DWORD);
        }
        return ConfigSpace.of(bytes);
    }

    private static void read(VfioDevice device, byte[] bytes, int most) {
        MemorySegment target = MemorySegment.ofArray(bytes);
        for (int offset = 0; offset < bytes.length; ) {
            int wanted = Math.min(most, bytes.length - offset);
            int read = device.read(VfioPci.CONFIG_REGION, offset, target, offset, wanted);
            if (read <= 0 || read > wanted) {
                throw new VfioException(
                        device.name(),
                        "read of the config region at 0x%x".formatted(offset),
                        Errno.EIO,
                        "%d bytes instead of %d".formatted(read, wanted));
            }
            offset += read;
        }
    }
}
