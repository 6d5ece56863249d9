// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.PciExpressType;

/**
 * Tells which registers of the PCI Express capability a host takes to be there, by port type and version
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

    static HostExpress of(PciFunction function) {
        int offset = HostCapabilities.find(function, CapabilityId.EXP);
        return new HostExpress(offset, offset == 0 ? 0 : function.readConfig(offset + FLAGS, 2));
    }

    /** Returns whether it is a root port or an event collector. */
    boolean root() {
        return offset != 0 && type().isRoot();
    }

    /** Adds the control registers that pci_save_pcie_state() saves. */
    void addControls(HostRegisters registers) {
        boolean second = (flags & 0xf) > 1;
        boolean link = type().hasLink() && type() != PciExpressType.RESERVED;
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
        return type().mayHaveSlot() || type() == PciExpressType.BRIDGE_FROM_PCI;
    }

    private PciExpressType type() {
        return PciExpressType.of(flags >>> 4 & 0xf);
    }
}
