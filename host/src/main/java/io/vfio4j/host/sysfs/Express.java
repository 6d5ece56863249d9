// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.PciExpressType;
import io.vfio4j.pci.structure.PciExpressCapability;

/**
 * Holds what isolation and TLP prefixes need to know of a PCI Express capability.
 *
 * @param type what the function is
 * @param endEndPrefix whether it lets end-end TLP prefixes through (Device Capabilities 2, bit 21)
 */
public record Express(PciExpressType type, boolean endEndPrefix) {

    static Express decode(ConfigSpace space, int offset) {
        PciExpressCapability capability = PciExpressCapability.decode(space, offset);
        return new Express(capability.type(), capability.maxEndEndPrefixes() > 0);
    }

    /** Tells whether it is a root port. */
    public boolean rootPort() {
        return type == PciExpressType.ROOT_PORT;
    }

    /** Tells whether it is a root complex integrated endpoint: there is no port above it. */
    public boolean integrated() {
        return type == PciExpressType.ROOT_COMPLEX_ENDPOINT;
    }

    /** Tells whether it is a root or downstream port, which must redirect what its neighbours send to each other. */
    public boolean downstreamPort() {
        return type == PciExpressType.ROOT_PORT || type == PciExpressType.DOWNSTREAM_PORT;
    }

    /** Tells whether it is a bridge to or from conventional PCI, or an event collector: never isolating. */
    public boolean neverIsolates() {
        return switch (type) {
            case BRIDGE_TO_PCI, BRIDGE_FROM_PCI, ROOT_COMPLEX_EVENT_COLLECTOR -> true;
            default -> false;
        };
    }

    /** Returns the type in words. */
    public String typeName() {
        return switch (type) {
            case ENDPOINT -> "endpoint";
            case LEGACY_ENDPOINT -> "legacy endpoint";
            case ROOT_PORT -> "root port";
            case UPSTREAM_PORT -> "switch upstream port";
            case DOWNSTREAM_PORT -> "switch downstream port";
            case BRIDGE_TO_PCI -> "PCIe to PCI bridge";
            case BRIDGE_FROM_PCI -> "PCI to PCIe bridge";
            case ROOT_COMPLEX_ENDPOINT -> "integrated endpoint";
            case ROOT_COMPLEX_EVENT_COLLECTOR -> "event collector";
            case RESERVED -> "reserved type";
        };
    }
}
