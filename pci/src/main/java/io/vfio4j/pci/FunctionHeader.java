// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

/**
 * Says who a function is, by the header of its configuration space (PCI Express Base Specification 6.0, 7.5.1).
 *
 * @param vendorId 16 bits; 0xffff in a VF's own registers
 * @param deviceId 16 bits; 0xffff in a VF's own registers
 * @param classCode class, subclass and programming interface, 24 bits
 * @param revision 8 bits
 * @param type the layout of the header, 7 bits: {@link Registers#HEADER_TYPE_NORMAL} and the like
 * @param multifunction the device has several functions
 * @param subsystemVendorId 16 bits, 0 without a subsystem
 * @param subsystemId 16 bits, 0 without a subsystem
 */
public record FunctionHeader(
        int vendorId,
        int deviceId,
        int classCode,
        int revision,
        int type,
        boolean multifunction,
        int subsystemVendorId,
        int subsystemId) {

    /** Reads the header of a space. */
    public static FunctionHeader of(ConfigSpace config) {
        int type = config.headerType();
        boolean endpoint = type == Registers.HEADER_TYPE_NORMAL;
        int classRevision = config.u32(Registers.CLASS_REVISION);
        return new FunctionHeader(
                config.u16(Registers.VENDOR_ID),
                config.u16(Registers.DEVICE_ID),
                classRevision >>> 8,
                classRevision & 0xff,
                type,
                (config.u8(Registers.HEADER_TYPE) & Registers.HEADER_TYPE_MULTIFUNCTION) != 0,
                endpoint ? config.u16(Registers.SUBSYSTEM_VENDOR_ID) : 0,
                endpoint ? config.u16(Registers.SUBSYSTEM_ID) : 0);
    }

    /** Says whether the header has subsystem ids: an endpoint's has. */
    public boolean hasSubsystem() {
        return type == Registers.HEADER_TYPE_NORMAL;
    }

    /** Names the layout of the header: {@code endpoint}, {@code PCI-to-PCI bridge}, {@code CardBus bridge}. */
    public String typeName() {
        return switch (type) {
            case Registers.HEADER_TYPE_NORMAL -> "endpoint";
            case Registers.HEADER_TYPE_BRIDGE -> "PCI-to-PCI bridge";
            case Registers.HEADER_TYPE_CARDBUS -> "CardBus bridge";
            default -> "unknown";
        };
    }
}
