// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.EnumMap;
import java.util.Map;

/** Lists the rules of every register that this project knows. A register in no table is read-only. */
public final class RegisterRules {
    private static final Map<CapabilityId, CapabilityRules> TABLE = table();

    private RegisterRules() {}

    /** Defines the rules of a function's header and of the capabilities in its lists. */
    public static void define(RegisterFile registers, CapabilityList capabilities, FunctionTraits function) {
        HeaderRules.define(new RegisterWindow(registers, 0, ConfigSpace.CONVENTIONAL_SIZE), function);
        for (Capability capability : capabilities.all()) {
            CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
            CapabilityRules rules = id == null ? null : TABLE.get(id);
            if (rules != null) {
                int limit = capability.extended() ? registers.size() : ConfigSpace.CONVENTIONAL_SIZE;
                rules.define(new RegisterWindow(registers, capability.offset(), limit), function);
            }
        }
    }

    private static Map<CapabilityId, CapabilityRules> table() {
        Map<CapabilityId, CapabilityRules> table = new EnumMap<>(CapabilityId.class);
        PlainRules.addTo(table);
        VirtualChannelRules channels = new VirtualChannelRules();
        table.put(CapabilityId.PM, new PowerManagementRules());
        table.put(CapabilityId.VPD, new VpdRules());
        table.put(CapabilityId.MSI, new MsiRules());
        table.put(CapabilityId.EXP, new ExpressRules());
        table.put(CapabilityId.ERR, new ErrorReportingRules());
        table.put(CapabilityId.VC, channels);
        table.put(CapabilityId.VC9, channels);
        table.put(CapabilityId.MFVC, channels);
        table.put(CapabilityId.ACS, new AccessControlRules());
        table.put(CapabilityId.ATS, new AtsRules());
        table.put(CapabilityId.SRIOV, new SriovRules());
        table.put(CapabilityId.PRI, new PageRequestRules());
        table.put(CapabilityId.REBAR, new ResizableBarRules());
        table.put(CapabilityId.PASID, new PasidRules());
        return table;
    }
}
