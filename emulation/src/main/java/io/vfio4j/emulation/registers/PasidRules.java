// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidControl;

/** Defines Process Address Space ID (PCIe 6.0, 7.8.9): what is not supported cannot be enabled. */
final class PasidRules implements CapabilityRules {
    private static final int ENABLE = 1;
    private static final int EXECUTE_AND_PRIVILEGED = 6;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int supported = capability.u16(PasidCapability.REGISTER_OFFSET) & EXECUTE_AND_PRIVILEGED;
        capability.readWrite(PasidControl.REGISTER_OFFSET, 2, ENABLE | supported);
    }
}
