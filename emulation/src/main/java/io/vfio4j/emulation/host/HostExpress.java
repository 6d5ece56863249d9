// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * What a host takes from the PCI Express capability: which of its registers are there, by port type and version
 * (pcie_capability_reg_implemented() of drivers/pci/access.c).
 *
 * @param offset 0 when the function has no such capability
 * @param flags PCI Express Capabilities Register
 */
record HostExpress(int offset, int flags) {
    private static final int FLAGS = 2;
    private static final int DEVICE_CONTROL = 0x08;
    private static final int LINK_CONTROL = 0x10;
    private static final int SLOT_CONTROL = 0x18;
    private static final int ROOT_CONTROL = 0x1c;
    private static final int DEVICE_CONTROL_2 = 0x28;
    private static final int LINK_CONTROL_2 = 0x30;
    private static final int SLOT_IMPLEMENTED = 0x0100;
    private static final int ROOT_PORT = 4;
    private static final int DOWNSTREAM_PORT = 6;
    private static final int BRIDGE_TO_EXPRESS = 8;
    private static final int EVENT_COLLECTOR = 10;

    static HostExpress of(PciFunction function) {
        int offset = HostCapabilities.find(function, CapabilityId.EXP);
        return new HostExpress(offset, offset == 0 ? 0 : function.readConfig(offset + FLAGS, 2));
    }

    /** A root port or an event collector. */
    boolean root() {
        return offset != 0 && (type() == ROOT_PORT || type() == EVENT_COLLECTOR);
    }

    /** Adds the control registers that pci_save_pcie_state() saves. */
    void addControls(HostRegisters registers) {
        boolean second = (flags & 0xf) > 1;
        boolean link = type() <= 1 || (type() >= ROOT_PORT && type() <= BRIDGE_TO_EXPRESS);
        registers.add(offset, DEVICE_CONTROL, 2);
        if (link) {
            registers.add(offset, LINK_CONTROL, 2);
        }
        if (downstream() && (flags & SLOT_IMPLEMENTED) != 0) {
            registers.add(offset, SLOT_CONTROL, 2);
        }
        if (root()) {
            registers.add(offset, ROOT_CONTROL, 2);
        }
        if (second) {
            registers.add(offset, DEVICE_CONTROL_2, 2);
        }
        if (second && link) {
            registers.add(offset, LINK_CONTROL_2, 2);
        }
    }

    private boolean downstream() {
        return type() == ROOT_PORT || type() == DOWNSTREAM_PORT || type() == BRIDGE_TO_EXPRESS;
    }

    private int type() {
        return flags >>> 4 & 0xf;
    }
}
