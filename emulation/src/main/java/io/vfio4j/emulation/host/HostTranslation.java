// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * Remembers what the host's IOMMU driver had enabled of PASID, page requests and ATS when the function was taken over.
 * After a reset the host enables that again and nothing else, whatever a user wrote meanwhile:
 * pci_restore_pasid_state(), pci_restore_pri_state() and pci_restore_ats_state() of drivers/pci/ats.c.
 */
final class HostTranslation {
    private static final int PASID_CONTROL = 6;
    private static final int PASID_ENABLE = 0x0001;
    private static final int PRI_CONTROL = 4;
    private static final int PRI_ENABLE = 0x0001;
    private static final int PRI_ALLOCATION = 0x0c;
    private static final int ATS_CONTROL = 6;
    private static final int ATS_ENABLE = 0x8000;
    private static final int ATS_UNIT = 0x001f;
    private static final int LONGEST = PRI_ALLOCATION + 4;

    private final PciFunction function;
    private final int pasid;
    private final int pasidControl;
    private final int pri;
    private final int priAllocation;
    private final int ats;
    private final int atsControl;

    HostTranslation(PciFunction function) {
        this.function = function;
        this.pasid = function.virtual() ? 0 : enabled(CapabilityId.PASID, PASID_CONTROL, PASID_ENABLE);
        this.pasidControl = pasid == 0 ? 0 : function.readConfig(pasid + PASID_CONTROL, 2);
        this.pri = function.virtual() ? 0 : enabled(CapabilityId.PRI, PRI_CONTROL, PRI_ENABLE);
        this.priAllocation = pri == 0 ? 0 : function.readConfig(pri + PRI_ALLOCATION, 4);
        this.ats = enabled(CapabilityId.ATS, ATS_CONTROL, ATS_ENABLE);
        int unit = function.virtual() ? 0 : ATS_UNIT;
        this.atsControl = ats == 0 ? 0 : function.readConfig(ats + ATS_CONTROL, 2) & (ATS_ENABLE | unit);
    }

    /** Enables again what was enabled. */
    void restore() {
        if (pasid != 0) {
            function.writeConfig(pasid + PASID_CONTROL, 2, pasidControl);
        }
        if (pri != 0) {
            function.writeConfig(pri + PRI_ALLOCATION, 4, priAllocation);
            function.writeConfig(pri + PRI_CONTROL, 2, PRI_ENABLE);
        }
        if (ats != 0) {
            function.writeConfig(ats + ATS_CONTROL, 2, atsControl);
        }
    }

    /** Returns the offset of the capability, 0 when there is none or it is not enabled. */
    private int enabled(CapabilityId id, int control, int enable) {
        int capability = HostCapabilities.findWhole(function, id, LONGEST);
        return capability != 0 && (function.readConfig(capability + control, 2) & enable) != 0 ? capability : 0;
    }
}
