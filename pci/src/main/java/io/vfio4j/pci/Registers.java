// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

/**
 * Names the registers of the predefined header and their bits (PCI Express Base Specification 6.0, 7.5.1; {@code PCI_*}
 * of {@code linux/pci_regs.h}, which each constant cites). Constants only: offsets are bytes from the start of the
 * configuration space, registers are little-endian.
 */
public final class Registers {
    /** PCI_VENDOR_ID, 16 bits; a VF's reads 0xffff. */
    public static final int VENDOR_ID = 0x00;
    /** PCI_DEVICE_ID, 16 bits; a VF's reads 0xffff. */
    public static final int DEVICE_ID = 0x02;

    /** PCI_COMMAND, 16 bits. */
    public static final int COMMAND = 0x04;
    /** PCI_COMMAND_IO: the function answers in I/O space. */
    public static final int COMMAND_IO = 0x0001;
    /** PCI_COMMAND_MEMORY: the function answers in memory space. */
    public static final int COMMAND_MEMORY = 0x0002;
    /** PCI_COMMAND_MASTER: the function may do DMA and send message interrupts. */
    public static final int COMMAND_MASTER = 0x0004;
    /** PCI_COMMAND_PARITY. */
    public static final int COMMAND_PARITY = 0x0040;
    /** PCI_COMMAND_SERR. */
    public static final int COMMAND_SERR = 0x0100;
    /** PCI_COMMAND_INTX_DISABLE: the function sends no INTx. */
    public static final int COMMAND_INTX_DISABLE = 0x0400;

    /** PCI_STATUS, 16 bits. */
    public static final int STATUS = 0x06;
    /** PCI_STATUS_CAP_LIST: {@link #CAPABILITY_LIST} leads to a list. */
    public static final int STATUS_CAP_LIST = 0x0010;

    /** PCI_CLASS_REVISION, 32 bits: the revision in bits 7:0, the class code above. */
    public static final int CLASS_REVISION = 0x08;
    /** PCI_CACHE_LINE_SIZE, 8 bits. */
    public static final int CACHE_LINE_SIZE = 0x0c;
    /** PCI_LATENCY_TIMER, 8 bits. */
    public static final int LATENCY_TIMER = 0x0d;

    /** PCI_HEADER_TYPE, 8 bits. */
    public static final int HEADER_TYPE = 0x0e;
    /** PCI_HEADER_TYPE_MASK: the bits that tell the layout of the header. */
    public static final int HEADER_TYPE_MASK = 0x7f;
    /** PCI_HEADER_TYPE_MFD: the device has several functions. */
    public static final int HEADER_TYPE_MULTIFUNCTION = 0x80;
    /** PCI_HEADER_TYPE_NORMAL: an endpoint's header. */
    public static final int HEADER_TYPE_NORMAL = 0;
    /** PCI_HEADER_TYPE_BRIDGE: the header of a PCI-to-PCI bridge or of a port. */
    public static final int HEADER_TYPE_BRIDGE = 1;
    /** PCI_HEADER_TYPE_CARDBUS: the header of a CardBus bridge. */
    public static final int HEADER_TYPE_CARDBUS = 2;

    /** PCI_BASE_ADDRESS_0, 32 bits; the others follow. */
    public static final int BAR_0 = 0x10;
    /** PCI_STD_NUM_BARS: the BARs of an endpoint, and those of a VF in the SR-IOV capability. */
    public static final int BARS = 6;
    /** The BARs of a {@link #HEADER_TYPE_BRIDGE} header. */
    public static final int BRIDGE_BARS = 2;
    /** PCI_BASE_ADDRESS_SPACE_IO: the BAR decodes I/O ports. */
    public static final int BAR_SPACE_IO = 0x1;
    /** PCI_BASE_ADDRESS_MEM_TYPE_MASK. */
    public static final int BAR_MEM_TYPE_MASK = 0x6;
    /** PCI_BASE_ADDRESS_MEM_TYPE_64: the address has 64 bits, the upper half in the register after this one. */
    public static final int BAR_MEM_TYPE_64 = 0x4;
    /** PCI_BASE_ADDRESS_MEM_PREFETCH: reads have no side effects. */
    public static final int BAR_MEM_PREFETCH = 0x8;

    /** PCI_SUBSYSTEM_VENDOR_ID of an endpoint, 16 bits. */
    public static final int SUBSYSTEM_VENDOR_ID = 0x2c;
    /** PCI_SUBSYSTEM_ID of an endpoint, 16 bits. */
    public static final int SUBSYSTEM_ID = 0x2e;
    /** PCI_ROM_ADDRESS of an endpoint, 32 bits. */
    public static final int ROM_ADDRESS = 0x30;
    /** PCI_ROM_ADDRESS1: where a bridge has its ROM's register. */
    public static final int BRIDGE_ROM_ADDRESS = 0x38;
    /** PCI_ROM_ADDRESS_ENABLE: the ROM answers at its address. */
    public static final int ROM_ADDRESS_ENABLE = 0x1;

    /** PCI_CAPABILITY_LIST, 8 bits: where the first capability is. */
    public static final int CAPABILITY_LIST = 0x34;
    /** PCI_CB_CAPABILITY_LIST: the same of a CardBus bridge. */
    public static final int CARDBUS_CAPABILITY_LIST = 0x14;

    /** PCI_INTERRUPT_LINE, 8 bits. */
    public static final int INTERRUPT_LINE = 0x3c;
    /** PCI_INTERRUPT_PIN, 8 bits: 1 for INTA to 4 for INTD, 0 for none. */
    public static final int INTERRUPT_PIN = 0x3d;

    private Registers() {}
}
