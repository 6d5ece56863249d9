// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.capability.PciExpressType;

/**
 * The fields of the PCI Express capability (PCI Express Base Specification 6.0, 7.5.3.2 to 7.5.3.23): for each the
 * registers it is in, the register's offset, and the field's lowest bit and width. Slot and root registers come whole.
 */
public enum PciExpressField {
    VERSION(Group.ALL, "PCI Express Capabilities", 2, "Version", 0, 4),
    PORT_TYPE(Group.ALL, "PCI Express Capabilities", 2, "Device/Port Type", 4, 4),
    SLOT_IMPLEMENTED(Group.ALL, "PCI Express Capabilities", 2, "Slot Implemented", 8, 1),
    INTERRUPT_MESSAGE(Group.ALL, "PCI Express Capabilities", 2, "Interrupt Message Number", 9, 5),
    FLIT_MODE(Group.ALL, "PCI Express Capabilities", 2, "Flit Mode Supported", 15, 1),
    MAX_PAYLOAD_SUPPORTED(Group.ALL, "Device Capabilities", 4, "Max Payload Size Supported", 0, 3),
    PHANTOM_FUNCTIONS(Group.ALL, "Device Capabilities", 4, "Phantom Functions Supported", 3, 2),
    EXTENDED_TAG(Group.ALL, "Device Capabilities", 4, "Extended Tag Field Supported", 5, 1),
    L0S_LATENCY(Group.ALL, "Device Capabilities", 4, "Endpoint L0s Acceptable Latency", 6, 3),
    L1_LATENCY(Group.ALL, "Device Capabilities", 4, "Endpoint L1 Acceptable Latency", 9, 3),
    ROLE_BASED_ERRORS(Group.ALL, "Device Capabilities", 4, "Role-Based Error Reporting", 15, 1),
    ERR_COR_SUBCLASS(Group.ALL, "Device Capabilities", 4, "ERR_COR Subclass Capable", 16, 1),
    RX_MAX_PAYLOAD_FIXED(Group.ALL, "Device Capabilities", 4, "Rx_MPS_Fixed", 17, 1),
    SLOT_POWER_LIMIT(Group.ALL, "Device Capabilities", 4, "Captured Slot Power Limit Value", 18, 8),
    SLOT_POWER_SCALE(Group.ALL, "Device Capabilities", 4, "Captured Slot Power Limit Scale", 26, 2),
    FUNCTION_LEVEL_RESET(Group.ALL, "Device Capabilities", 4, "Function Level Reset Capability", 28, 1),
    MIXED_MAX_PAYLOAD(Group.ALL, "Device Capabilities", 4, "Mixed_MPS_Supported", 29, 1),
    TEE_IO(Group.ALL, "Device Capabilities", 4, "TEE-IO Supported", 30, 1),
    CORRECTABLE_REPORTING(Group.ALL, "Device Control", 8, "Correctable Error Reporting Enable", 0, 1),
    NON_FATAL_REPORTING(Group.ALL, "Device Control", 8, "Non-Fatal Error Reporting Enable", 1, 1),
    FATAL_REPORTING(Group.ALL, "Device Control", 8, "Fatal Error Reporting Enable", 2, 1),
    UNSUPPORTED_REPORTING(Group.ALL, "Device Control", 8, "Unsupported Request Reporting Enable", 3, 1),
    RELAXED_ORDERING_ENABLE(Group.ALL, "Device Control", 8, "Enable Relaxed Ordering", 4, 1),
    MAX_PAYLOAD(Group.ALL, "Device Control", 8, "Max Payload Size", 5, 3),
    EXTENDED_TAG_ENABLE(Group.ALL, "Device Control", 8, "Extended Tag Field Enable", 8, 1),
    PHANTOM_FUNCTIONS_ENABLE(Group.ALL, "Device Control", 8, "Phantom Functions Enable", 9, 1),
    AUX_POWER_ENABLE(Group.ALL, "Device Control", 8, "Aux Power PM Enable", 10, 1),
    NO_SNOOP_ENABLE(Group.ALL, "Device Control", 8, "Enable No Snoop", 11, 1),
    MAX_READ_REQUEST(Group.ALL, "Device Control", 8, "Max Read Request Size", 12, 3),
    INITIATE_FUNCTION_LEVEL_RESET(Group.ALL, "Device Control", 8, "Initiate Function Level Reset", 15, 1),
    CORRECTABLE_DETECTED(Group.ALL, "Device Status", 10, "Correctable Error Detected", 0, 1),
    NON_FATAL_DETECTED(Group.ALL, "Device Status", 10, "Non-Fatal Error Detected", 1, 1),
    FATAL_DETECTED(Group.ALL, "Device Status", 10, "Fatal Error Detected", 2, 1),
    UNSUPPORTED_DETECTED(Group.ALL, "Device Status", 10, "Unsupported Request Detected", 3, 1),
    AUX_POWER_DETECTED(Group.ALL, "Device Status", 10, "AUX Power Detected", 4, 1),
    TRANSACTIONS_PENDING(Group.ALL, "Device Status", 10, "Transactions Pending", 5, 1),
    EMERGENCY_POWER_REDUCTION_DETECTED(Group.ALL, "Device Status", 10, "Emergency Power Reduction Detected", 6, 1),
    MAX_LINK_SPEED(Group.LINK, "Link Capabilities", 12, "Max Link Speed", 0, 4),
    MAX_LINK_WIDTH(Group.LINK, "Link Capabilities", 12, "Maximum Link Width", 4, 6),
    ASPM_SUPPORT(Group.LINK, "Link Capabilities", 12, "ASPM Support", 10, 2),
    L0S_EXIT_LATENCY(Group.LINK, "Link Capabilities", 12, "L0s Exit Latency", 12, 3),
    L1_EXIT_LATENCY(Group.LINK, "Link Capabilities", 12, "L1 Exit Latency", 15, 3),
    CLOCK_POWER_MANAGEMENT(Group.LINK, "Link Capabilities", 12, "Clock Power Management", 18, 1),
    SURPRISE_DOWN(Group.LINK, "Link Capabilities", 12, "Surprise Down Error Reporting Capable", 19, 1),
    LINK_ACTIVE_REPORTING(Group.LINK, "Link Capabilities", 12, "Data Link Layer Link Active Reporting Capable", 20, 1),
    BANDWIDTH_NOTIFICATION(Group.LINK, "Link Capabilities", 12, "Link Bandwidth Notification Capability", 21, 1),
    ASPM_OPTIONALITY(Group.LINK, "Link Capabilities", 12, "ASPM Optionality Compliance", 22, 1),
    PORT_NUMBER(Group.LINK, "Link Capabilities", 12, "Port Number", 24, 8),
    ASPM_CONTROL(Group.LINK, "Link Control", 16, "ASPM Control", 0, 2),
    READ_COMPLETION_BOUNDARY(Group.LINK, "Link Control", 16, "Read Completion Boundary", 3, 1),
    LINK_DISABLE(Group.LINK, "Link Control", 16, "Link Disable", 4, 1),
    RETRAIN_LINK(Group.LINK, "Link Control", 16, "Retrain Link", 5, 1),
    COMMON_CLOCK(Group.LINK, "Link Control", 16, "Common Clock Configuration", 6, 1),
    EXTENDED_SYNCH(Group.LINK, "Link Control", 16, "Extended Synch", 7, 1),
    CLOCK_POWER_MANAGEMENT_ENABLE(Group.LINK, "Link Control", 16, "Enable Clock Power Management", 8, 1),
    AUTONOMOUS_WIDTH_DISABLE(Group.LINK, "Link Control", 16, "Hardware Autonomous Width Disable", 9, 1),
    BANDWIDTH_INTERRUPT(Group.LINK, "Link Control", 16, "Link Bandwidth Management Interrupt Enable", 10, 1),
    AUTONOMOUS_BANDWIDTH_INTERRUPT(Group.LINK, "Link Control", 16, "Link Autonomous Bandwidth Interrupt Enable", 11, 1),
    DRS_SIGNALING(Group.LINK, "Link Control", 16, "DRS Signaling Control", 14, 2),
    LINK_SPEED(Group.LINK, "Link Status", 18, "Current Link Speed", 0, 4),
    LINK_WIDTH(Group.LINK, "Link Status", 18, "Negotiated Link Width", 4, 6),
    LINK_TRAINING(Group.LINK, "Link Status", 18, "Link Training", 11, 1),
    SLOT_CLOCK(Group.LINK, "Link Status", 18, "Slot Clock Configuration", 12, 1),
    LINK_ACTIVE(Group.LINK, "Link Status", 18, "Data Link Layer Link Active", 13, 1),
    BANDWIDTH_STATUS(Group.LINK, "Link Status", 18, "Link Bandwidth Management Status", 14, 1),
    AUTONOMOUS_BANDWIDTH_STATUS(Group.LINK, "Link Status", 18, "Link Autonomous Bandwidth Status", 15, 1),
    SLOT_CAPABILITIES(Group.SLOT, "Slot", 20, "Capabilities", 0, 32),
    SLOT_CONTROL(Group.SLOT, "Slot", 24, "Control", 0, 16),
    SLOT_STATUS(Group.SLOT, "Slot", 26, "Status", 0, 16),
    ROOT_CONTROL(Group.ROOT, "Root", 28, "Control", 0, 16),
    ROOT_CAPABILITIES(Group.ROOT, "Root", 30, "Capabilities", 0, 16),
    ROOT_STATUS(Group.ROOT, "Root", 32, "Status", 0, 32),
    COMPLETION_TIMEOUT_RANGES(Group.DEVICE_2, "Device Capabilities 2", 36, "Completion Timeout Ranges Supported", 0, 4),
    COMPLETION_TIMEOUT_DISABLE_SUPPORTED(
            Group.DEVICE_2, "Device Capabilities 2", 36, "Completion Timeout Disable Supported", 4, 1),
    ARI_FORWARDING(Group.DEVICE_2, "Device Capabilities 2", 36, "ARI Forwarding Supported", 5, 1),
    ATOMIC_ROUTING(Group.DEVICE_2, "Device Capabilities 2", 36, "AtomicOp Routing Supported", 6, 1),
    ATOMIC_32_COMPLETER(Group.DEVICE_2, "Device Capabilities 2", 36, "32-bit AtomicOp Completer Supported", 7, 1),
    ATOMIC_64_COMPLETER(Group.DEVICE_2, "Device Capabilities 2", 36, "64-bit AtomicOp Completer Supported", 8, 1),
    CAS_128_COMPLETER(Group.DEVICE_2, "Device Capabilities 2", 36, "128-bit CAS Completer Supported", 9, 1),
    NO_RELAXED_PASSING(Group.DEVICE_2, "Device Capabilities 2", 36, "No RO-enabled PR-PR Passing", 10, 1),
    LTR_SUPPORTED(Group.DEVICE_2, "Device Capabilities 2", 36, "LTR Mechanism Supported", 11, 1),
    TPH_COMPLETER(Group.DEVICE_2, "Device Capabilities 2", 36, "TPH Completer Supported", 12, 2),
    LN_CLS(Group.DEVICE_2, "Device Capabilities 2", 36, "LN System CLS", 14, 2),
    TEN_BIT_TAG_COMPLETER(Group.DEVICE_2, "Device Capabilities 2", 36, "10-Bit Tag Completer Supported", 16, 1),
    TEN_BIT_TAG_REQUESTER(Group.DEVICE_2, "Device Capabilities 2", 36, "10-Bit Tag Requester Supported", 17, 1),
    OBFF_SUPPORTED(Group.DEVICE_2, "Device Capabilities 2", 36, "OBFF Supported", 18, 2),
    EXTENDED_FMT(Group.DEVICE_2, "Device Capabilities 2", 36, "Extended Fmt Field Supported", 20, 1),
    END_END_TLP_PREFIX(Group.DEVICE_2, "Device Capabilities 2", 36, "End-End TLP Prefix Supported", 21, 1),
    MAX_END_END_TLP_PREFIXES(Group.DEVICE_2, "Device Capabilities 2", 36, "Max End-End TLP Prefixes", 22, 2),
    EMERGENCY_POWER_REDUCTION(
            Group.DEVICE_2, "Device Capabilities 2", 36, "Emergency Power Reduction Supported", 24, 2),
    EMERGENCY_POWER_INITIALIZATION(
            Group.DEVICE_2, "Device Capabilities 2", 36, "Emergency Power Reduction Initialization Required", 26, 1),
    DMWR_COMPLETER(Group.DEVICE_2, "Device Capabilities 2", 36, "DMWr Completer Supported", 28, 1),
    DMWR_LENGTHS(Group.DEVICE_2, "Device Capabilities 2", 36, "DMWr Lengths Supported", 29, 2),
    FRS_SUPPORTED(Group.DEVICE_2, "Device Capabilities 2", 36, "FRS Supported", 31, 1),
    COMPLETION_TIMEOUT(Group.DEVICE_2, "Device Control 2", 40, "Completion Timeout Value", 0, 4),
    COMPLETION_TIMEOUT_DISABLE(Group.DEVICE_2, "Device Control 2", 40, "Completion Timeout Disable", 4, 1),
    ARI_FORWARDING_ENABLE(Group.DEVICE_2, "Device Control 2", 40, "ARI Forwarding Enable", 5, 1),
    ATOMIC_REQUESTER(Group.DEVICE_2, "Device Control 2", 40, "AtomicOp Requester Enable", 6, 1),
    ATOMIC_EGRESS_BLOCKING(Group.DEVICE_2, "Device Control 2", 40, "AtomicOp Egress Blocking", 7, 1),
    IDO_REQUEST(Group.DEVICE_2, "Device Control 2", 40, "IDO Request Enable", 8, 1),
    IDO_COMPLETION(Group.DEVICE_2, "Device Control 2", 40, "IDO Completion Enable", 9, 1),
    LTR_ENABLE(Group.DEVICE_2, "Device Control 2", 40, "LTR Mechanism Enable", 10, 1),
    EMERGENCY_POWER_REQUEST(Group.DEVICE_2, "Device Control 2", 40, "Emergency Power Reduction Request", 11, 1),
    TEN_BIT_TAG_REQUESTER_ENABLE(Group.DEVICE_2, "Device Control 2", 40, "10-Bit Tag Requester Enable", 12, 1),
    OBFF_ENABLE(Group.DEVICE_2, "Device Control 2", 40, "OBFF Enable", 13, 2),
    END_END_TLP_PREFIX_BLOCKING(Group.DEVICE_2, "Device Control 2", 40, "End-End TLP Prefix Blocking", 15, 1),
    LINK_SPEEDS(Group.LINK_2, "Link Capabilities 2", 44, "Supported Link Speeds Vector", 1, 7),
    CROSSLINK(Group.LINK_2, "Link Capabilities 2", 44, "Crosslink Supported", 8, 1),
    LOWER_SKP_GENERATION(
            Group.LINK_2, "Link Capabilities 2", 44, "Lower SKP OS Generation Supported Speeds Vector", 9, 7),
    LOWER_SKP_RECEPTION(
            Group.LINK_2, "Link Capabilities 2", 44, "Lower SKP OS Reception Supported Speeds Vector", 16, 7),
    RETIMER_DETECTION(Group.LINK_2, "Link Capabilities 2", 44, "Retimer Presence Detect Supported", 23, 1),
    TWO_RETIMERS_DETECTION(Group.LINK_2, "Link Capabilities 2", 44, "Two Retimers Presence Detect Supported", 24, 1),
    DRS_SUPPORTED(Group.LINK_2, "Link Capabilities 2", 44, "DRS Supported", 31, 1),
    TARGET_LINK_SPEED(Group.LINK_2, "Link Control 2", 48, "Target Link Speed", 0, 4),
    ENTER_COMPLIANCE(Group.LINK_2, "Link Control 2", 48, "Enter Compliance", 4, 1),
    AUTONOMOUS_SPEED_DISABLE(Group.LINK_2, "Link Control 2", 48, "Hardware Autonomous Speed Disable", 5, 1),
    SELECTABLE_DE_EMPHASIS(Group.LINK_2, "Link Control 2", 48, "Selectable De-emphasis", 6, 1),
    TRANSMIT_MARGIN(Group.LINK_2, "Link Control 2", 48, "Transmit Margin", 7, 3),
    MODIFIED_COMPLIANCE(Group.LINK_2, "Link Control 2", 48, "Enter Modified Compliance", 10, 1),
    COMPLIANCE_SOS(Group.LINK_2, "Link Control 2", 48, "Compliance SOS", 11, 1),
    COMPLIANCE_PRESET(Group.LINK_2, "Link Control 2", 48, "Compliance Preset/De-emphasis", 12, 4),
    DE_EMPHASIS_LEVEL(Group.LINK_2, "Link Status 2", 50, "Current De-emphasis Level", 0, 1),
    EQUALIZATION_COMPLETE(Group.LINK_2, "Link Status 2", 50, "Equalization 8.0 GT/s Complete", 1, 1),
    EQUALIZATION_PHASE_1(Group.LINK_2, "Link Status 2", 50, "Equalization 8.0 GT/s Phase 1 Successful", 2, 1),
    EQUALIZATION_PHASE_2(Group.LINK_2, "Link Status 2", 50, "Equalization 8.0 GT/s Phase 2 Successful", 3, 1),
    EQUALIZATION_PHASE_3(Group.LINK_2, "Link Status 2", 50, "Equalization 8.0 GT/s Phase 3 Successful", 4, 1),
    EQUALIZATION_REQUEST(Group.LINK_2, "Link Status 2", 50, "Link Equalization Request 8.0 GT/s", 5, 1),
    RETIMER_DETECTED(Group.LINK_2, "Link Status 2", 50, "Retimer Presence Detected", 6, 1),
    TWO_RETIMERS_DETECTED(Group.LINK_2, "Link Status 2", 50, "Two Retimers Presence Detected", 7, 1),
    CROSSLINK_RESOLUTION(Group.LINK_2, "Link Status 2", 50, "Crosslink Resolution", 8, 2),
    FLIT_MODE_STATUS(Group.LINK_2, "Link Status 2", 50, "Flit Mode Status", 10, 1),
    DOWNSTREAM_PRESENCE(Group.LINK_2, "Link Status 2", 50, "Downstream Component Presence", 12, 3),
    DRS_RECEIVED(Group.LINK_2, "Link Status 2", 50, "DRS Message Received", 15, 1),
    SLOT_CAPABILITIES_2(Group.SLOT_2, "Slot", 52, "Capabilities 2", 0, 32),
    SLOT_CONTROL_2(Group.SLOT_2, "Slot", 56, "Control 2", 0, 16),
    SLOT_STATUS_2(Group.SLOT_2, "Slot", 58, "Status 2", 0, 16);

    private final Group group;
    private final String register;
    private final int offset;
    private final String title;
    private final int bit;
    private final int width;

    PciExpressField(Group group, String register, int offset, String title, int bit, int width) {
        this.group = group;
        this.register = register;
        this.offset = offset;
        this.title = title;
        this.bit = bit;
        this.width = width;
    }

    /** The register and the specification's name, for example {@code Device Control: Max Payload Size}. */
    public String label() {
        return register + ": " + title;
    }

    Group group() {
        return group;
    }

    BitField layout() {
        return new BitField(register, title, offset, bit, width);
    }

    /** The byte after the field's last, from the start of the capability. */
    int end() {
        return offset + (bit + width + 7) / 8;
    }

    /**
     * Which functions have a register. Version 1 leaves out what a function does not need, and all of the second set.
     */
    enum Group {
        ALL,
        LINK,
        SLOT,
        ROOT,
        DEVICE_2,
        LINK_2,
        SLOT_2;

        boolean presentIn(int version, PciExpressType type, boolean slot) {
            return switch (this) {
                case ALL -> true;
                case LINK -> type.hasLink();
                case SLOT -> slot && type.mayHaveSlot();
                case ROOT -> type.isRoot();
                case DEVICE_2 -> version > 1;
                case LINK_2 -> version > 1 && type.hasLink();
                case SLOT_2 -> version > 1 && slot && type.mayHaveSlot();
            };
        }
    }
}
