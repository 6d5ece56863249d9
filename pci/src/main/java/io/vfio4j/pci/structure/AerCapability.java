// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Makes an Advanced Error Reporting structure of version 2, with room for the TLP prefix log and nothing logged (PCI
 * Express Base Specification 6.0, 7.8.4; {@code PCI_ERR_*} of {@code linux/pci_regs.h}). To be written only:
 * {@link CapabilityDecoder} gives the registers as they are.
 *
 * <pre>
 *   8  uncorrectable errors' mask     12  their severity
 *  20  correctable errors' mask       24  capabilities and control
 * </pre>
 *
 * @param uncorrectableMask PCI_ERR_UNCOR_MASK, unsigned 32 bits
 * @param uncorrectableSeverity PCI_ERR_UNCOR_SEVER, unsigned 32 bits: a set bit makes the error fatal
 * @param correctableMask PCI_ERR_COR_MASK, unsigned 32 bits
 * @param control PCI_ERR_CAP, unsigned 32 bits
 */
public record AerCapability(long uncorrectableMask, long uncorrectableSeverity, long correctableMask, long control)
        implements CapabilityStructure {
    private static final String UNCORRECTABLE = "Uncorrectable Errors";
    private static final BitField UNCORRECTABLE_MASK = new BitField(UNCORRECTABLE, "Mask", 0x08, 0, 32);
    private static final BitField SEVERITY = new BitField(UNCORRECTABLE, "Severity", 0x0c, 0, 32);
    private static final BitField CORRECTABLE_MASK = new BitField("Correctable Errors", "Mask", 0x14, 0, 32);
    private static final BitField CONTROL = new BitField("Capabilities and Control", "All", 0x18, 0, 32);
    /** Data link protocol, surprise down, flow control protocol, receiver overflow, malformed TLP, internal errors. */
    private static final long DEFAULT_SEVERITY = 0x0046_2030;
    /** PCI_ERR_COR_ADV_NFAT. */
    private static final long ADVISORY_NON_FATAL = 1 << 13;
    /** PCI_ERR_CAP_ECRC_GENC and PCI_ERR_CAP_ECRC_CHKC. */
    private static final long ECRC_CAPABLE = 1 << 5 | 1 << 7;

    /** Makes a structure with the specification's defaults, that can generate and check ECRC. */
    public static AerCapability withDefaults() {
        return new AerCapability(0, DEFAULT_SEVERITY, ADVISORY_NON_FATAL, ECRC_CAPABLE);
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.ERR, 2);
    }

    /** 0x48: up to the end of the TLP prefix log, which the PCI Express capability decides about. */
    @Override
    public int size() {
        return 0x48;
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                UNCORRECTABLE_MASK.of(uncorrectableMask),
                SEVERITY.of(uncorrectableSeverity),
                CORRECTABLE_MASK.of(correctableMask),
                CONTROL.of(control));
    }
}
