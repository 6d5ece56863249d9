// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.host.HostVitalProductData;

/**
 * Shows Vital Product Data: vfio_vpd_config_write(). Writing the address register's high byte starts an access, and the
 * flag in it is turned over when the access is done; after a failure it stays, and the user's driver times out.
 */
final class VitalProductDataPermissions extends TablePermissions {
    private static final int ADDRESS = 2;
    private static final int ADDRESS_HIGH = 3;
    private static final int DATA = 4;
    private static final int FLAG = 0x8000;

    private final HostVitalProductData data;

    VitalProductDataPermissions(HostFunction host, ShadowSpace shadow) {
        super(host.function(), shadow, PermissionTables.VPD);
        this.data = host.vitalProductData();
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        super.store(start, offset, count, value);
        if (offset > ADDRESS_HIGH || offset + count <= ADDRESS_HIGH) {
            return;
        }
        if (start + DATA + 4 > shadow().size()) {
            return;
        }
        int address = shadow().u16(start + ADDRESS);
        if ((address & FLAG) != 0) {
            if (!data.writeDword(address & ~FLAG, shadow().u32(start + DATA))) {
                return;
            }
        } else {
            long read = data.readDword(address);
            if (read < 0) {
                return;
            }
            shadow().set(start + DATA, 4, (int) read);
        }
        shadow().set(start + ADDRESS, 2, address ^ FLAG);
    }
}
