// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Describes a Power Management structure (PCI Bus Power Management Interface Specification 1.2; PCI Express Base
 * Specification 6.0, 7.5.2).
 *
 * <pre>
 *   2  capabilities (PMC), 16 bits
 *   4  control and status (PMCSR), 16 bits     6  bridge extensions, 8 bits     7  data, 8 bits
 * </pre>
 *
 * @param version 0 to 7
 * @param clock PME needs the PCI clock
 * @param immediateReadiness on return to D0 the function needs no delay
 * @param deviceSpecificInitialization needed after reset
 * @param auxiliaryCurrent 0 to 7, in the specification's steps
 * @param d1 the state is supported
 * @param d2 the state is supported
 * @param pmeSupport a bit for each of D0, D1, D2, D3hot, D3cold from which PME can be signalled
 * @param powerState 0 (D0) to 3 (D3hot)
 * @param noSoftReset D3hot to D0 keeps the function's state
 * @param pmeEnable PME may be signalled
 * @param dataSelect what {@code data} tells, 0 to 15
 * @param dataScale 0 to 3
 * @param pmeStatus PME is signalled; cleared by writing 1
 * @param bridge the bridge extensions, 8 bits
 * @param data 8 bits
 */
public record PowerManagementCapability(
        int version,
        boolean clock,
        boolean immediateReadiness,
        boolean deviceSpecificInitialization,
        int auxiliaryCurrent,
        boolean d1,
        boolean d2,
        int pmeSupport,
        int powerState,
        boolean noSoftReset,
        boolean pmeEnable,
        int dataSelect,
        int dataScale,
        boolean pmeStatus,
        int bridge,
        int data)
        implements CapabilityStructure {
    /** Bytes of the structure. */
    public static final int SIZE = 8;

    private static final String CAPABILITIES = "PM Capabilities";
    private static final String CONTROL = "PM Control and Status";
    private static final BitField VERSION = new BitField(CAPABILITIES, "Version", 2, 0, 3);
    private static final BitField CLOCK = BitField.flag(CAPABILITIES, "PME Clock", 2, 3);
    private static final BitField READINESS = BitField.flag(CAPABILITIES, "Immediate Readiness on Return to D0", 2, 4);
    private static final BitField DSI = BitField.flag(CAPABILITIES, "Device Specific Initialization", 2, 5);
    private static final BitField AUX_CURRENT = new BitField(CAPABILITIES, "Aux Current", 2, 6, 3);
    private static final BitField D1 = BitField.flag(CAPABILITIES, "D1 Support", 2, 9);
    private static final BitField D2 = BitField.flag(CAPABILITIES, "D2 Support", 2, 10);
    private static final BitField PME_SUPPORT = new BitField(CAPABILITIES, "PME Support", 2, 11, 5);
    private static final BitField POWER_STATE = new BitField(CONTROL, "Power State", 4, 0, 2);
    private static final BitField NO_SOFT_RESET = BitField.flag(CONTROL, "No Soft Reset", 4, 3);
    private static final BitField PME_ENABLE = BitField.flag(CONTROL, "PME Enable", 4, 8);
    private static final BitField DATA_SELECT = new BitField(CONTROL, "Data Select", 4, 9, 4);
    private static final BitField DATA_SCALE = new BitField(CONTROL, "Data Scale", 4, 13, 2);
    private static final BitField PME_STATUS = BitField.flag(CONTROL, "PME Status", 4, 15);
    private static final BitField BRIDGE = new BitField("PM Bridge Extensions", "Value", 6, 0, 8);
    private static final BitField DATA = new BitField("PM Data", "Value", 7, 0, 8);

    /** Makes an endpoint's structure: version 3, D0 and D3hot, and registers that survive D3hot (No_Soft_Reset). */
    public static PowerManagementCapability ofEndpoint() {
        return new PowerManagementCapability(
                3, false, false, false, 0, false, false, 0, 0, true, false, 0, 0, false, 0, 0);
    }

    /** Reads the structure at {@code offset}. */
    public static PowerManagementCapability decode(ConfigSpace config, int offset) {
        return new PowerManagementCapability(
                VERSION.get(config, offset),
                CLOCK.isSet(config, offset),
                READINESS.isSet(config, offset),
                DSI.isSet(config, offset),
                AUX_CURRENT.get(config, offset),
                D1.isSet(config, offset),
                D2.isSet(config, offset),
                PME_SUPPORT.get(config, offset),
                POWER_STATE.get(config, offset),
                NO_SOFT_RESET.isSet(config, offset),
                PME_ENABLE.isSet(config, offset),
                DATA_SELECT.get(config, offset),
                DATA_SCALE.get(config, offset),
                PME_STATUS.isSet(config, offset),
                BRIDGE.get(config, offset),
                DATA.get(config, offset));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.PM);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                VERSION.of(version),
                CLOCK.of(clock),
                READINESS.of(immediateReadiness),
                DSI.of(deviceSpecificInitialization),
                AUX_CURRENT.of(auxiliaryCurrent),
                D1.of(d1),
                D2.of(d2),
                PME_SUPPORT.of(pmeSupport),
                POWER_STATE.of(powerState),
                NO_SOFT_RESET.of(noSoftReset),
                PME_ENABLE.of(pmeEnable),
                DATA_SELECT.of(dataSelect),
                DATA_SCALE.of(dataScale),
                PME_STATUS.of(pmeStatus),
                BRIDGE.of(bridge),
                DATA.of(data));
    }
}
