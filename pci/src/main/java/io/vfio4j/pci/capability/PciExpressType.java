// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Lists the values of Device/Port Type of the PCI Express Capabilities register (PCI Express Base Specification 6.0,
 * table 7-18).
 */
public enum PciExpressType {
    ENDPOINT(0),
    LEGACY_ENDPOINT(1),
    ROOT_PORT(4),
    UPSTREAM_PORT(5),
    DOWNSTREAM_PORT(6),
    BRIDGE_TO_PCI(7),
    BRIDGE_FROM_PCI(8),
    ROOT_COMPLEX_ENDPOINT(9),
    ROOT_COMPLEX_EVENT_COLLECTOR(10),
    RESERVED(-1);

    private final int value;

    PciExpressType(int value) {
        this.value = value;
    }

    /** Returns the type of a register value; {@link #RESERVED} for a value that the specification does not use. */
    public static PciExpressType of(int value) {
        for (PciExpressType type : values()) {
            if (type.value == value) {
                return type;
            }
        }
        return RESERVED;
    }

    /** Returns whether the function is an endpoint, a legacy one and one in the root complex included. */
    public boolean isEndpoint() {
        return this == ENDPOINT || this == LEGACY_ENDPOINT || this == ROOT_COMPLEX_ENDPOINT;
    }

    /** Returns whether the function has a link: all but what is integrated in the root complex. */
    public boolean hasLink() {
        return this != ROOT_COMPLEX_ENDPOINT && this != ROOT_COMPLEX_EVENT_COLLECTOR;
    }

    /** Returns whether there may be a slot below: root ports and downstream ports of switches. */
    public boolean mayHaveSlot() {
        return this == ROOT_PORT || this == DOWNSTREAM_PORT;
    }

    /** Returns whether there are root registers: root ports and event collectors. */
    public boolean isRoot() {
        return this == ROOT_PORT || this == ROOT_COMPLEX_EVENT_COLLECTOR;
    }
}
