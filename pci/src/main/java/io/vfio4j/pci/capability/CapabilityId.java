// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lists the capability ids of the PCIe 6 era (PCI Code and ID Assignment Specification; {@code linux/pci_regs.h}, whose
 * spelling the constants follow where it has one).
 */
public enum CapabilityId {
    NULL(false, 0x00, "Null"),
    PM(false, 0x01, "Power Management"),
    AGP(false, 0x02, "AGP"),
    VPD(false, 0x03, "Vital Product Data"),
    SLOTID(false, 0x04, "Slot Identification"),
    MSI(false, 0x05, "MSI"),
    CHSWP(false, 0x06, "CompactPCI Hot Swap"),
    PCIX(false, 0x07, "PCI-X"),
    HT(false, 0x08, "HyperTransport"),
    VNDR(false, 0x09, "Vendor Specific"),
    DBG(false, 0x0a, "Debug Port"),
    CCRC(false, 0x0b, "CompactPCI Central Resource"),
    SHPC(false, 0x0c, "Hot-Plug Controller"),
    SSVID(false, 0x0d, "Subsystem ID"),
    AGP3(false, 0x0e, "AGP 8x"),
    SECDEV(false, 0x0f, "Secure Device"),
    EXP(false, 0x10, "PCI Express"),
    MSIX(false, 0x11, "MSI-X"),
    SATA(false, 0x12, "SATA"),
    AF(false, 0x13, "Advanced Features"),
    EA(false, 0x14, "Enhanced Allocation"),
    FPB(false, 0x15, "Flattening Portal Bridge"),
    EXT_NULL(true, 0x00, "Null"),
    ERR(true, 0x01, "Advanced Error Reporting"),
    VC(true, 0x02, "Virtual Channel"),
    DSN(true, 0x03, "Device Serial Number"),
    PWR(true, 0x04, "Power Budgeting"),
    RCLD(true, 0x05, "Root Complex Link Declaration"),
    RCILC(true, 0x06, "Root Complex Internal Link"),
    RCEC(true, 0x07, "Root Complex Event Collector"),
    MFVC(true, 0x08, "Multi-Function Virtual Channel"),
    VC9(true, 0x09, "Virtual Channel (MFVC)"),
    RCRB(true, 0x0a, "Root Complex Register Block"),
    EXT_VNDR(true, 0x0b, "Vendor Specific"),
    CAC(true, 0x0c, "Configuration Access Correlation"),
    ACS(true, 0x0d, "Access Control Services"),
    ARI(true, 0x0e, "Alternative Routing-ID"),
    ATS(true, 0x0f, "Address Translation Service"),
    SRIOV(true, 0x10, "SR-IOV"),
    MRIOV(true, 0x11, "MR-IOV"),
    MCAST(true, 0x12, "Multicast"),
    PRI(true, 0x13, "Page Request Interface"),
    AMD_XXX(true, 0x14, "Reserved for AMD"),
    REBAR(true, 0x15, "Resizable BAR"),
    DPA(true, 0x16, "Dynamic Power Allocation"),
    TPH(true, 0x17, "TPH Requester"),
    LTR(true, 0x18, "Latency Tolerance Reporting"),
    SECPCI(true, 0x19, "Secondary PCI Express"),
    PMUX(true, 0x1a, "Protocol Multiplexing"),
    PASID(true, 0x1b, "Process Address Space ID"),
    LNR(true, 0x1c, "LN Requester"),
    DPC(true, 0x1d, "Downstream Port Containment"),
    L1SS(true, 0x1e, "L1 PM Substates"),
    PTM(true, 0x1f, "Precision Time Measurement"),
    M_PCIE(true, 0x20, "PCI Express over M-PHY"),
    FRS(true, 0x21, "FRS Queueing"),
    RTR(true, 0x22, "Readiness Time Reporting"),
    DVSEC(true, 0x23, "Designated Vendor-Specific"),
    VF_REBAR(true, 0x24, "VF Resizable BAR"),
    DLF(true, 0x25, "Data Link Feature"),
    PL_16GT(true, 0x26, "Physical Layer 16.0 GT/s"),
    LMR(true, 0x27, "Lane Margining"),
    HIERARCHY_ID(true, 0x28, "Hierarchy ID"),
    NPEM(true, 0x29, "Native PCIe Enclosure Management"),
    PL_32GT(true, 0x2a, "Physical Layer 32.0 GT/s"),
    ALT_PROTOCOL(true, 0x2b, "Alternate Protocol"),
    SFI(true, 0x2c, "System Firmware Intermediary"),
    SHADOW_FUNCTIONS(true, 0x2d, "Shadow Functions"),
    DOE(true, 0x2e, "Data Object Exchange"),
    DEV3(true, 0x2f, "Device 3"),
    IDE(true, 0x30, "Integrity and Data Encryption"),
    PL_64GT(true, 0x31, "Physical Layer 64.0 GT/s"),
    FLIT_LOG(true, 0x32, "Flit Logging"),
    FLIT_PERF(true, 0x33, "Flit Performance Measurement"),
    FLIT_ERROR_INJECTION(true, 0x34, "Flit Error Injection"),
    SVC(true, 0x35, "Streamlined Virtual Channel"),
    MMIO_RBL(true, 0x36, "MMIO Register Block Locator");

    private static final @Nullable CapabilityId[] STANDARD = table(false);
    private static final @Nullable CapabilityId[] EXTENDED = table(true);

    private final boolean extended;
    private final int id;
    private final String title;

    CapabilityId(boolean extended, int id, String title) {
        this.extended = extended;
        this.id = id;
        this.title = title;
    }

    /** Says whether it belongs to the list that begins at 0x100. */
    public boolean extended() {
        return extended;
    }

    /** The number: 8 bits, 16 bits of an extended capability. */
    public int id() {
        return id;
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** Says whether a function may have more than one; {@code NULL} is no capability, so it may. */
    public boolean repeatable() {
        return switch (this) {
            case NULL, EXT_NULL, HT, VNDR, EXT_VNDR, DVSEC, DOE -> true;
            default -> false;
        };
    }

    /** The constant of an id, or null for an id without one. */
    public static @Nullable CapabilityId of(boolean extended, int id) {
        @Nullable CapabilityId[] table = extended ? EXTENDED : STANDARD;
        return id >= 0 && id < table.length ? table[id] : null;
    }

    /** The title of an id, or the id in hexadecimal. */
    public static String nameOf(boolean extended, int id) {
        CapabilityId known = of(extended, id);
        return known == null ? "Capability 0x%02x".formatted(id) : known.title;
    }

    private static @Nullable CapabilityId[] table(boolean extended) {
        CapabilityId[] members =
                Arrays.stream(values()).filter(id -> id.extended == extended).toArray(CapabilityId[]::new);
        @Nullable CapabilityId[] table = new CapabilityId[members[members.length - 1].id + 1];
        for (CapabilityId member : members) {
            table[member.id] = member;
        }
        return table;
    }
}
