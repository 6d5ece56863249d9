// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static io.vfio4j.emulation.vfio.PermissionTable.ALL_16;
import static io.vfio4j.emulation.vfio.PermissionTable.ALL_32;

/**
 * Lists vfio-pci's permissions, structure by structure: the init_pci_cap_..._perm functions of
 * drivers/vfio/pci/vfio_pci_config.c. Offsets and bits are those of {@code linux/pci_regs.h}.
 */
final class PermissionTables {
    /** Places the next pointer of a standard capability, which is always virtual so that a neighbour can be hidden. */
    private static final int NEXT = 1;

    /** Covers the type 0 header. */
    static final PermissionTable HEADER = header();

    /** Power Management: PME is the host's, the power state is changed by the host on the user's behalf. */
    static final PermissionTable POWER_MANAGEMENT =
            standard(8).u16(0x02, 0xf800, 0).u32(0x04, 0x8100, ~0x8103).build();

    /** Vital Product Data: the host carries out the access, so address and data are virtual. */
    static final PermissionTable VPD =
            standard(8).u16(0x02, ALL_16, ALL_16).u32(0x04, ALL_32, ALL_32).build();

    /** PCI-X, as long as version 2 of it is. */
    static final PermissionTable PCIX =
            standard(24).u16(0x02, 0, ALL_16).u32(0x08, 0, ALL_32).build();

    /**
     * PCI Express: function level reset, maximum payload and maximum read request are virtual; phantom functions and
     * ARI forwarding are the host's.
     */
    static final PermissionTable EXPRESS =
            standard(0x34).u16(0x08, 0xf0e0, 0xfdff).u16(0x28, 0, 0xffdf).build();

    /** Advanced Features: only the function level reset bit. */
    static final PermissionTable ADVANCED_FEATURES = standard(6).u8(0x04, 1, 1).build();

    /** Advanced Error Reporting: the defined status, mask and severity bits, and ECRC generation and check. */
    static final PermissionTable ERROR_REPORTING = PermissionTable.ofSize(0x2c)
            .u32(0x00, ALL_32, 0)
            .u32(0x04, 0, 0x03fff031)
            .u32(0x08, 0, 0x03fff031)
            .u32(0x0c, 0, 0x03fff031)
            .u32(0x10, 0, 0xf1c1)
            .u32(0x14, 0, 0xf1c1)
            .u32(0x18, 0, 0x140)
            .build();

    /**
     * Power Budgeting: one byte can be written. The kernel means the data select register at 4 and writes PCI_PWR_DATA,
     * which is 8.
     */
    static final PermissionTable POWER_BUDGETING =
            PermissionTable.ofSize(16).u32(0x00, ALL_32, 0).u8(0x08, 0, 0xff).build();

    private static final int MSI_64BIT = 0x80;
    private static final int MSI_MASKBIT = 0x100;

    private PermissionTables() {}

    /**
     * MSI: control's low byte, address and data are virtual, mask and pending bits are the hardware's.
     *
     * @param flags Message Control of the first MSI capability
     * @param length bytes of that capability
     */
    static PermissionTable msi(int flags, int length) {
        PermissionTable.Builder table = standard(length).u8(0x02, 0xff, 0xff).u32(0x04, ALL_32, ALL_32);
        int data = 0x08;
        if ((flags & MSI_64BIT) != 0) {
            table.u32(0x08, ALL_32, ALL_32);
            data = 0x0c;
        }
        table.u16(data, ALL_16, ALL_16);
        if ((flags & MSI_MASKBIT) != 0) {
            table.u32(data + 4, 0, ALL_32).u32(data + 8, 0, ALL_32);
        }
        return table.build();
    }

    private static PermissionTable header() {
        PermissionTable.Builder table = PermissionTable.ofSize(0x40)
                .u16(0x00, ALL_16, 0)
                .u16(0x02, ALL_16, 0)
                .u16(0x04, 0x0400, ALL_16)
                .u16(0x06, 0x0010, 0)
                .u8(0x0c, 0, 0xff)
                .u8(0x0d, 0, 0xff)
                .u8(0x0f, 0, 0xff)
                .u32(0x30, ALL_32, ALL_32)
                .u8(0x34, 0xff, 0)
                .u8(0x3c, 0xff, 0xff)
                .u8(0x3d, 0xff, 0);
        for (int bar = 0x10; bar < 0x28; bar += 4) {
            table.u32(bar, ALL_32, ALL_32);
        }
        return table.build();
    }

    private static PermissionTable.Builder standard(int size) {
        return PermissionTable.ofSize(size).u8(NEXT, 0xff, 0);
    }
}
