// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.capability.CapabilityId;
import java.util.Map;

/** Defines capabilities whose registers only store what software writes (PCIe 6.0, 7.7 to 7.9). */
final class PlainRules {
    private PlainRules() {}

    static void addTo(Map<CapabilityId, CapabilityRules> table) {
        table.put(CapabilityId.MSIX, (msix, function) -> msix.readWrite(2, 2, 0xc000));
        table.put(
                CapabilityId.PCIX,
                (pcix, function) -> pcix.readWrite(2, 2, 0x007f).writeOneToClear(4, 4, 0x200c0000));
        table.put(CapabilityId.AF, PlainRules::advancedFeatures);
        table.put(CapabilityId.PWR, (power, function) -> power.readWrite(4, 1, 0xff));
        table.put(CapabilityId.ARI, PlainRules::alternativeRouting);
        table.put(
                CapabilityId.LTR, (ltr, function) -> ltr.readWrite(4, 2, 0x1fff).readWrite(6, 2, 0x1fff));
        table.put(
                CapabilityId.DPA,
                (dpa, function) -> dpa.readWrite(14, 2, 0x001f).writeOneToClear(12, 2, 0x0100));
        table.put(CapabilityId.TPH, PlainRules::transactionHints);
        table.put(CapabilityId.MCAST, PlainRules::multicast);
        table.put(
                CapabilityId.SECPCI,
                (link, function) -> link.readWriteSticky(4, 4, 0xfe03).writeOneToClearSticky(8, 4, -1));
        table.put(
                CapabilityId.DPC,
                (dpc, function) -> dpc.readWriteSticky(6, 2, 0x00bf).writeOneToClearSticky(8, 2, 0x0009));
        table.put(CapabilityId.L1SS, PlainRules::l1Substates);
        table.put(CapabilityId.PTM, PlainRules::precisionTime);
        table.put(CapabilityId.DOE, (doe, function) -> doe.readWrite(8, 4, (doe.u32(4) & 1) << 1));
    }

    /** Lets FLR work only where it and Transactions Pending are supported: PCI Advanced Capabilities ECN. */
    private static void advancedFeatures(RegisterWindow af, FunctionTraits function) {
        boolean functionLevelReset = (af.u8(3) & 3) == 3;
        if (functionLevelReset) {
            af.watch(4, new ResetTrigger(1));
        }
    }

    private static void alternativeRouting(RegisterWindow ari, FunctionTraits function) {
        int groups = ari.u16(4) & 3;
        ari.readWrite(6, 2, groups == 0 ? 0 : groups | 0x70);
    }

    private static void transactionHints(RegisterWindow tph, FunctionTraits function) {
        tph.readWrite(8, 4, 0x0307);
        boolean tableInCapability = (tph.u32(4) >>> 9 & 3) == 1;
        if (tableInCapability) {
            int entries = (tph.u32(4) >>> 16 & 0x7ff) + 1;
            for (int entry = 0; entry < entries; entry++) {
                tph.readWrite(0x0c + 2 * entry, 2, 0xffff);
            }
        }
    }

    private static void multicast(RegisterWindow multicast, FunctionTraits function) {
        multicast.readWrite(0x06, 2, 0x803f).readWrite(0x08, 4, 0xfffff03f).readWrite(0x0c, 4, -1);
        for (int vector = 0x10; vector < 0x28; vector += 4) {
            multicast.readWrite(vector, 4, -1);
        }
        if (!function.port().isEndpoint()) {
            multicast.readWrite(0x28, 4, -1).readWrite(0x2c, 4, -1);
        }
    }

    private static void l1Substates(RegisterWindow substates, FunctionTraits function) {
        int enables = substates.u32(4) & 0xf;
        substates.readWriteSticky(8, 4, 0xe3ffff00 | enables).readWriteSticky(12, 4, 0xfb);
    }

    private static void precisionTime(RegisterWindow ptm, FunctionTraits function) {
        int roles = ptm.u32(4) & 7;
        boolean canBeRoot = (roles & 4) != 0;
        ptm.readWrite(8, 4, roles == 0 ? 0 : 0xff01 | (canBeRoot ? 2 : 0));
    }
}
