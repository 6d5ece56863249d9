// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;

/**
 * Reads structures from the hardware, all but the links of their header; drops writes, or passes them to the hardware
 * where the structure is the vendor's own: vfio_direct_config_read() and vfio_raw_config_write().
 */
final class DirectPermissions implements AccessPermissions {
    private static final int EXTENDED_HEADER_SIZE = 4;

    private final PciFunction hardware;
    private final ShadowSpace shadow;
    private final boolean writable;

    DirectPermissions(PciFunction hardware, ShadowSpace shadow, boolean writable) {
        this.hardware = hardware;
        this.shadow = shadow;
        this.writable = writable;
    }

    @Override
    public int load(int start, int offset, int count) {
        int position = start + offset;
        int value = hardware.readConfig(position, count);
        if (position >= ConfigSpace.CONVENTIONAL_SIZE) {
            return offset < EXTENDED_HEADER_SIZE ? shadow.get(position, count) : value;
        }
        if (position >= ConfigSpace.HEADER_SIZE) {
            if (offset == 0 && count > 1) {
                return (value & ~0xffff) | shadow.u8(position) | (shadow.u8(position + 1) << 8);
            }
            if (offset == 1) {
                return (value & ~0xff) | shadow.u8(position);
            }
        }
        return value;
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        if (writable) {
            hardware.writeConfig(start + offset, count, value);
        }
    }
}
