// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * Tells whether a host has a way to reset one function: pci_init_reset_methods() of drivers/pci/pci.c. A reset of the
 * whole bus is not among them, because there is no bridge above an emulated function.
 */
public final class HostResets {
    private static final int EXPRESS_CAPABILITIES = 4;
    private static final int EXPRESS_FLR = 0x10000000;
    private static final int ADVANCED_FEATURES_CAPABILITIES = 3;
    private static final int ADVANCED_FEATURES_PENDING_AND_FLR = 3;
    private static final int POWER_CONTROL = 4;
    private static final int POWER_NO_SOFT_RESET = 8;

    private HostResets() {}

    /** Returns whether there is a way. */
    public static boolean possible(PciFunction function) {
        return throughExpress(function) || throughAdvancedFeatures(function) || throughPowerManagement(function);
    }

    private static boolean throughExpress(PciFunction function) {
        int express = HostCapabilities.findWhole(function, CapabilityId.EXP, EXPRESS_CAPABILITIES + 4);
        return express != 0 && (function.readConfig(express + EXPRESS_CAPABILITIES, 4) & EXPRESS_FLR) != 0;
    }

    private static boolean throughAdvancedFeatures(PciFunction function) {
        int capability = HostCapabilities.findWhole(function, CapabilityId.AF, ADVANCED_FEATURES_CAPABILITIES + 1);
        if (capability == 0) {
            return false;
        }
        int both = function.readConfig(capability + ADVANCED_FEATURES_CAPABILITIES, 1);
        return (both & ADVANCED_FEATURES_PENDING_AND_FLR) == ADVANCED_FEATURES_PENDING_AND_FLR;
    }

    private static boolean throughPowerManagement(PciFunction function) {
        int capability = HostCapabilities.findWhole(function, CapabilityId.PM, POWER_CONTROL + 2);
        return capability != 0 && (function.readConfig(capability + POWER_CONTROL, 2) & POWER_NO_SOFT_RESET) == 0;
    }
}
