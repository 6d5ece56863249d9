// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** How the registers of one capability answer writes. */
@FunctionalInterface
interface CapabilityRules {

    /** Defines the rules of a capability's registers, as far as what they say now makes them so. */
    void define(RegisterWindow capability, FunctionTraits function);
}
