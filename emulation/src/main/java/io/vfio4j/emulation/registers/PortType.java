// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/**
 * Device/Port Type of the PCI Express capability (PCIe 6.0, 7.5.3.2).
 *
 * @param code 4 bits; -1 for a conventional function
 */
public record PortType(int code) {
    /** A function without a PCI Express capability. */
    public static final PortType CONVENTIONAL = new PortType(-1);

    private static final int LEGACY_ENDPOINT = 1;
    private static final int ROOT_PORT = 4;
    private static final int DOWNSTREAM_PORT = 6;
    private static final int INTEGRATED_ENDPOINT = 9;
    private static final int EVENT_COLLECTOR = 10;

    boolean express() {
        return code >= 0;
    }

    boolean endpoint() {
        return code == 0 || code == LEGACY_ENDPOINT || code == INTEGRATED_ENDPOINT;
    }

    boolean hasLink() {
        return code != INTEGRATED_ENDPOINT && code != EVENT_COLLECTOR;
    }

    boolean downstream() {
        return code == ROOT_PORT || code == DOWNSTREAM_PORT;
    }

    boolean root() {
        return code == ROOT_PORT || code == EVENT_COLLECTOR;
    }
}
