// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

/** Names PCI classes in a few letters (PCI Code and ID Assignment Specification 1.15, section 1). */
public final class ClassName {
    private ClassName() {}

    /**
     * Names a class in at most 10 characters, for example {@code NVMe}.
     *
     * @param classCode 24 bits: class, subclass and programming interface
     * @return the first two bytes in hexadecimal for a class without a name here
     */
    public static String of(int classCode) {
        int interfaceCode = classCode & 0xff;
        return switch (classCode >>> 8) {
            case 0x0100 -> "SCSI";
            case 0x0101 -> "IDE";
            case 0x0104 -> "RAID";
            case 0x0106 -> "SATA";
            case 0x0107 -> "SAS";
            case 0x0108 -> interfaceCode == 2 ? "NVMe" : "NVM";
            case 0x0200 -> "Ethernet";
            case 0x0207 -> "InfiniBand";
            case 0x0280 -> "Network";
            case 0x0300 -> "VGA";
            case 0x0302 -> "3D";
            case 0x0380 -> "Display";
            case 0x0401, 0x0403 -> "Audio";
            case 0x0500 -> "RAM";
            case 0x0502 -> "CXL memory";
            case 0x0600 -> "Host";
            case 0x0601 -> "ISA bridge";
            case 0x0604 -> "PCI bridge";
            case 0x0700 -> "Serial";
            case 0x0806 -> "IOMMU";
            case 0x0805 -> "SD host";
            case 0x0807 -> "RCEC";
            case 0x0880 -> "System";
            case 0x0c03 -> "USB";
            case 0x0c05 -> "SMBus";
            default -> byBaseClass(classCode);
        };
    }

    private static String byBaseClass(int classCode) {
        return switch (classCode >>> 16) {
            case 0x01 -> "Storage";
            case 0x02 -> "Network";
            case 0x03 -> "Display";
            case 0x04 -> "Multimedia";
            case 0x05 -> "Memory";
            case 0x06 -> "Bridge";
            case 0x07 -> "Comm";
            case 0x08 -> "System";
            case 0x09 -> "Input";
            case 0x0b -> "Processor";
            case 0x0c -> "Serial bus";
            case 0x0d -> "Wireless";
            case 0x0f -> "Satellite";
            case 0x10 -> "Crypto";
            case 0x11 -> "Signal";
            case 0x12 -> "Accel";
            case 0x13 -> "Instrument";
            default -> "%04x".formatted(classCode >>> 8);
        };
    }
}
