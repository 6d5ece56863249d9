// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/** Names region and interrupt indices of a vfio-pci device ({@code linux/vfio.h}). */
public final class VfioPci {
    /** VFIO_PCI_BAR0_REGION_INDEX; BAR1 to BAR5 follow it. */
    public static final int BAR0_REGION = 0;
    /** VFIO_PCI_BAR5_REGION_INDEX. */
    public static final int BAR5_REGION = 5;
    /** VFIO_PCI_ROM_REGION_INDEX. */
    public static final int ROM_REGION = 6;
    /** VFIO_PCI_CONFIG_REGION_INDEX. */
    public static final int CONFIG_REGION = 7;
    /** VFIO_PCI_VGA_REGION_INDEX. */
    public static final int VGA_REGION = 8;
    /** VFIO_PCI_NUM_REGIONS. */
    public static final int REGIONS = 9;

    /** VFIO_PCI_INTX_IRQ_INDEX. */
    public static final int INTX_IRQ = 0;
    /** VFIO_PCI_MSI_IRQ_INDEX. */
    public static final int MSI_IRQ = 1;
    /** VFIO_PCI_MSIX_IRQ_INDEX. */
    public static final int MSIX_IRQ = 2;
    /** VFIO_PCI_ERR_IRQ_INDEX. */
    public static final int ERR_IRQ = 3;
    /** VFIO_PCI_REQ_IRQ_INDEX. */
    public static final int REQ_IRQ = 4;
    /** VFIO_PCI_NUM_IRQS. */
    public static final int IRQS = 5;

    private VfioPci() {}

    /**
     * Returns the offset at which vfio-pci places a region in its descriptor: VFIO_PCI_INDEX_TO_OFFSET of
     * drivers/vfio/pci, index shifted by 40.
     */
    public static long regionOffset(int index) {
        return (long) index << 40;
    }

    /**
     * Returns a region's name for people: {@code BAR 0}, {@code ROM}, {@code config}, {@code VGA} or {@code region 9}.
     */
    public static String regionName(int index) {
        return switch (index) {
            case ROM_REGION -> "ROM";
            case CONFIG_REGION -> "config";
            case VGA_REGION -> "VGA";
            default -> index >= BAR0_REGION && index <= BAR5_REGION ? "BAR " + index : "region " + index;
        };
    }

    /** Returns an interrupt index's name for people. */
    public static String irqName(int index) {
        return switch (index) {
            case INTX_IRQ -> "INTx";
            case MSI_IRQ -> "MSI";
            case MSIX_IRQ -> "MSI-X";
            case ERR_IRQ -> "ERR";
            case REQ_IRQ -> "REQ";
            default -> "irq " + index;
        };
    }
}
