// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;

/**
 * Shows structures with a {@link PermissionTable}: vfio_default_config_read() and vfio_default_config_write().
 * Subclasses add what a register does beyond keeping its bits.
 */
class TablePermissions implements AccessPermissions {
    private final PciFunction hardware;
    private final ShadowSpace shadow;
    private final PermissionTable table;

    TablePermissions(PciFunction hardware, ShadowSpace shadow, PermissionTable table) {
        this.hardware = hardware;
        this.shadow = shadow;
        this.table = table;
    }

    final PciFunction hardware() {
        return hardware;
    }

    final ShadowSpace shadow() {
        return shadow;
    }

    @Override
    public int load(int start, int offset, int count) {
        int position = start + offset;
        int virtual = table.virtual(offset, count);
        int kept = shadow.get(position, count) & virtual;
        if (virtual == -1 >>> (32 - 8 * count)) {
            return kept;
        }
        return (hardware.readConfig(position, count) & ~virtual) | kept;
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        int writable = table.writable(offset, count);
        if (writable == 0) {
            return;
        }
        int position = start + offset;
        int virtual = table.virtual(offset, count);
        int toShadow = writable & virtual;
        if (toShadow != 0) {
            shadow.set(position, count, (shadow.get(position, count) & ~toShadow) | (value & toShadow));
        }
        int toHardware = writable & ~virtual;
        if (toHardware != 0) {
            int before = hardware.readConfig(position, count);
            hardware.writeConfig(position, count, (before & ~toHardware) | (value & toHardware));
        }
    }
}
