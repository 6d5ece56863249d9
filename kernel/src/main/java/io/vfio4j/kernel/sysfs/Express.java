package io.vfio4j.kernel.sysfs;

import io.vfio4j.pci.ConfigSpace;

/**
 * What matters here of a PCI Express capability (PCIe 6.0, 7.5.3).
 *
 * @param type Device/Port Type, 4 bits
 * @param endEndPrefix End-End TLP Prefix Supported, bit 21 of Device Capabilities 2
 */
public record Express(int type, boolean endEndPrefix) {
    static final int SIZE = 0x28;

    static final int ENDPOINT = 0;
    static final int LEGACY_ENDPOINT = 1;
    static final int ROOT_PORT = 4;
    static final int UPSTREAM_PORT = 5;
    static final int DOWNSTREAM_PORT = 6;
    static final int PCIE_TO_PCI_BRIDGE = 7;
    static final int PCI_TO_PCIE_BRIDGE = 8;
    static final int INTEGRATED_ENDPOINT = 9;
    static final int EVENT_COLLECTOR = 10;

    static Express decode(ConfigSpace space, int offset) {
        int flags = space.u16(offset + 2);
        boolean hasCapabilities2 = (flags & 0xf) >= 2;
        return new Express(flags >>> 4 & 0xf, hasCapabilities2 && (space.u32(offset + 0x24) & 1 << 21) != 0);
    }

    public boolean rootPort() {
        return type == ROOT_PORT;
    }

    /** A root complex integrated endpoint: there is no port above it. */
    public boolean integrated() {
        return type == INTEGRATED_ENDPOINT;
    }

    /** A root or downstream port, which must redirect what its neighbours send to each other. */
    public boolean downstreamPort() {
        return type == ROOT_PORT || type == DOWNSTREAM_PORT;
    }

    /** A bridge to or from conventional PCI, or an event collector: never isolating. */
    public boolean neverIsolates() {
        return type == PCIE_TO_PCI_BRIDGE || type == PCI_TO_PCIE_BRIDGE || type == EVENT_COLLECTOR;
    }

    /** For people. */
    public String typeName() {
        return switch (type) {
            case ENDPOINT -> "endpoint";
            case LEGACY_ENDPOINT -> "legacy endpoint";
            case ROOT_PORT -> "root port";
            case UPSTREAM_PORT -> "switch upstream port";
            case DOWNSTREAM_PORT -> "switch downstream port";
            case PCIE_TO_PCI_BRIDGE -> "PCIe to PCI bridge";
            case PCI_TO_PCIE_BRIDGE -> "PCI to PCIe bridge";
            case INTEGRATED_ENDPOINT -> "integrated endpoint";
            case EVENT_COLLECTOR -> "event collector";
            default -> "type " + type;
        };
    }
}
