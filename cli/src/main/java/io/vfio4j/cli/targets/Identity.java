// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.pci.ConfigSpace;

/**
 * Who a function is, from its header (PCI Local Bus 3.0, 6.1 and 6.2).
 *
 * @param vendor vendor id
 * @param device device id
 * @param classCode class, subclass and programming interface, 24 bits
 * @param revision revision id
 * @param headerType 0 for a function, 1 for a bridge, 2 for CardBus
 * @param subsystemVendor subsystem vendor id, 0 without one
 * @param subsystemDevice subsystem id, 0 without one
 */
public record Identity(
        int vendor, int device, int classCode, int revision, int headerType, int subsystemVendor, int subsystemDevice) {

    public static Identity of(ConfigSpace config) {
        int headerType = config.u8(0x0e) & 0x7f;
        boolean endpoint = headerType == 0;
        return new Identity(
                config.u16(0x00),
                config.u16(0x02),
                config.u32(0x08) >>> 8,
                config.u8(0x08),
                headerType,
                endpoint ? config.u16(0x2c) : 0,
                endpoint ? config.u16(0x2e) : 0);
    }

    public boolean hasSubsystem() {
        return headerType == 0;
    }

    /** What the header type means. */
    public String headerTypeName() {
        return switch (headerType) {
            case 0 -> "endpoint";
            case 1 -> "PCI-to-PCI bridge";
            case 2 -> "CardBus bridge";
            default -> "unknown";
        };
    }
}
