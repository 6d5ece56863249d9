// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines how the registers of one capability answer writes. */
@FunctionalInterface
interface CapabilityRules {

    /** Defines write rules from the capability's present contents. */
    void define(RegisterWindow capability, FunctionTraits function);
}
