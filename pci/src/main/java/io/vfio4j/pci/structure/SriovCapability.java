// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a Single Root I/O Virtualization structure (PCI Express Base Specification 6.0, 9.3.3).
 *
 * <pre>
 *   4  capabilities, 32 bits
 *   8  control, 16 bits                10  status, 16 bits
 *  12  initial VFs, 16 bits            14  total VFs, 16 bits
 *  16  number of VFs, 16 bits          18  function dependency link, 8 bits
 *  20  first VF offset, 16 bits        22  VF stride, 16 bits
 *  26  VF device id, 16 bits
 *  28  supported page sizes            32  system page size
 *  36  VF BAR 0 to 5                   60  VF migration state array offset
 * </pre>
 *
 * @param migrationCapable VF Migration Capable
 * @param ariPreserved ARI Capable Hierarchy Preserved
 * @param tenBitTagRequester VF 10-Bit Tag Requester Supported
 * @param migrationInterrupt VF Migration Interrupt Message Number, 0 to 2047
 * @param vfEnable the VFs exist
 * @param migrationEnable VF Migration Enable
 * @param migrationInterruptEnable VF Migration Interrupt Enable
 * @param vfMemoryEnable the VFs' BARs decode
 * @param ariHierarchy VFs may have functions above 7
 * @param tenBitTagEnable VF 10-Bit Tag Requester Enable
 * @param migrationStatus VF Migration Status; cleared by writing 1
 * @param initialVfs 16 bits
 * @param totalVfs 16 bits
 * @param numVfs VFs that exist when enabled, 16 bits
 * @param dependencyLink Function Dependency Link, 8 bits
 * @param vfOffset First VF Offset, 16 bits
 * @param vfStride VF Stride, 16 bits
 * @param vfDeviceId 16 bits
 * @param supportedPageSizes bit n: 4096 shifted by n bits; unsigned 32 bits
 * @param systemPageSize likewise, with one bit set
 * @param vfBars six registers, as they are
 * @param migrationStateArray VF Migration State Array Offset register, unsigned 32 bits
 */
public record SriovCapability(
        boolean migrationCapable,
        boolean ariPreserved,
        boolean tenBitTagRequester,
        int migrationInterrupt,
        boolean vfEnable,
        boolean migrationEnable,
        boolean migrationInterruptEnable,
        boolean vfMemoryEnable,
        boolean ariHierarchy,
        boolean tenBitTagEnable,
        boolean migrationStatus,
        int initialVfs,
        int totalVfs,
        int numVfs,
        int dependencyLink,
        int vfOffset,
        int vfStride,
        int vfDeviceId,
        long supportedPageSizes,
        long systemPageSize,
        List<Integer> vfBars,
        long migrationStateArray)
        implements CapabilityStructure {
    /** Bytes of the structure. */
    public static final int SIZE = 0x40;
    /** Offset of the VF device id in the structure, 16 bits: PCI_SRIOV_VF_DID. */
    public static final int VF_DEVICE_ID_OFFSET = 0x1a;
    /** Offset of the register of VF BAR 0 in the structure; the others follow. */
    public static final int VF_BAR_0 = 0x24;

    /** 4, 8, 64, 256 KiB, 1 and 4 MiB, which the specification requires (9.3.3.12). */
    private static final int PAGE_SIZES_TO_4_MIB = 0x553;

    private static final int PAGE_SIZE_4_KIB = 1;
    private static final String CAPABILITIES = "SR-IOV Capabilities";
    private static final String CONTROL = "SR-IOV Control";
    private static final String VFS = "SR-IOV VFs";
    private static final BitField MIGRATION = BitField.flag(CAPABILITIES, "VF Migration Capable", 4, 0);
    private static final BitField PRESERVED = BitField.flag(CAPABILITIES, "ARI Capable Hierarchy Preserved", 4, 1);
    private static final BitField TAGS = BitField.flag(CAPABILITIES, "VF 10-Bit Tag Requester Supported", 4, 2);
    private static final BitField INTERRUPT =
            new BitField(CAPABILITIES, "VF Migration Interrupt Message Number", 4, 21, 11);
    private static final BitField VF_ENABLE = BitField.flag(CONTROL, "VF Enable", 8, 0);
    private static final BitField MIGRATION_ENABLE = BitField.flag(CONTROL, "VF Migration Enable", 8, 1);
    private static final BitField INTERRUPT_ENABLE = BitField.flag(CONTROL, "VF Migration Interrupt Enable", 8, 2);
    private static final BitField MEMORY_ENABLE = BitField.flag(CONTROL, "VF Memory Space Enable", 8, 3);
    private static final BitField ARI = BitField.flag(CONTROL, "ARI Capable Hierarchy", 8, 4);
    private static final BitField TAGS_ENABLE = BitField.flag(CONTROL, "VF 10-Bit Tag Requester Enable", 8, 5);
    private static final BitField STATUS = BitField.flag("SR-IOV Status", "VF Migration Status", 10, 0);
    private static final BitField INITIAL = new BitField(VFS, "Initial VFs", 12, 0, 16);
    private static final BitField TOTAL = new BitField(VFS, "Total VFs", 14, 0, 16);
    private static final BitField NUMBER = new BitField(VFS, "Number of VFs", 16, 0, 16);
    private static final BitField DEPENDENCY = new BitField(VFS, "Function Dependency Link", 18, 0, 8);
    private static final BitField OFFSET = new BitField(VFS, "First VF Offset", 20, 0, 16);
    private static final BitField STRIDE = new BitField(VFS, "VF Stride", 22, 0, 16);
    private static final BitField DEVICE_ID = new BitField(VFS, "VF Device Id", 26, 0, 16);
    private static final BitField PAGE_SIZES = new BitField(VFS, "Supported Page Sizes", 28, 0, 32);
    private static final BitField PAGE_SIZE = new BitField(VFS, "System Page Size", 32, 0, 32);
    private static final BitField STATE_ARRAY = new BitField(VFS, "VF Migration State Array Offset", 60, 0, 32);

    public SriovCapability {
        vfBars = List.copyOf(vfBars);
        if (vfBars.size() != Registers.BARS) {
            throw new IllegalArgumentException("vfBars must be 6: size=" + vfBars.size());
        }
    }

    /**
     * Makes a structure whose VFs are not enabled, for hierarchies with ARI, with page sizes from 4 KiB to 4 MiB.
     *
     * @param totalVfs how many VFs there can be, 1 to 65535
     * @param vfOffset from the PF's routing id to the first VF's
     * @param vfStride from one VF's routing id to the next
     * @param vfDeviceId 16 bits
     * @param vfBars the BARs of the first VF, none of them I/O or a ROM
     */
    public static SriovCapability of(int totalVfs, int vfOffset, int vfStride, int vfDeviceId, List<Bar> vfBars) {
        Integer[] registers = {0, 0, 0, 0, 0, 0};
        for (Bar bar : vfBars) {
            registers[bar.index()] = bar.low();
            if (bar.registers() == 2) {
                registers[bar.index() + 1] = bar.high();
            }
        }
        return new SriovCapability(
                false,
                true,
                false,
                0,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                totalVfs,
                totalVfs,
                0,
                0,
                vfOffset,
                vfStride,
                vfDeviceId,
                PAGE_SIZES_TO_4_MIB,
                PAGE_SIZE_4_KIB,
                List.of(registers),
                0);
    }

    /** Reads the structure at {@code offset}. */
    public static SriovCapability decode(ConfigSpace config, int offset) {
        List<Integer> bars = new ArrayList<>();
        for (int index = 0; index < Registers.BARS; index++) {
            bars.add(bar(index).get(config, offset));
        }
        return new SriovCapability(
                MIGRATION.isSet(config, offset),
                PRESERVED.isSet(config, offset),
                TAGS.isSet(config, offset),
                INTERRUPT.get(config, offset),
                VF_ENABLE.isSet(config, offset),
                MIGRATION_ENABLE.isSet(config, offset),
                INTERRUPT_ENABLE.isSet(config, offset),
                MEMORY_ENABLE.isSet(config, offset),
                ARI.isSet(config, offset),
                TAGS_ENABLE.isSet(config, offset),
                STATUS.isSet(config, offset),
                INITIAL.get(config, offset),
                TOTAL.get(config, offset),
                NUMBER.get(config, offset),
                DEPENDENCY.get(config, offset),
                OFFSET.get(config, offset),
                STRIDE.get(config, offset),
                DEVICE_ID.get(config, offset),
                PAGE_SIZES.getLong(config, offset),
                PAGE_SIZE.getLong(config, offset),
                bars,
                STATE_ARRAY.getLong(config, offset));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.SRIOV);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>(List.of(
                MIGRATION.of(migrationCapable),
                PRESERVED.of(ariPreserved),
                TAGS.of(tenBitTagRequester),
                INTERRUPT.of(migrationInterrupt),
                VF_ENABLE.of(vfEnable),
                MIGRATION_ENABLE.of(migrationEnable),
                INTERRUPT_ENABLE.of(migrationInterruptEnable),
                MEMORY_ENABLE.of(vfMemoryEnable),
                ARI.of(ariHierarchy),
                TAGS_ENABLE.of(tenBitTagEnable),
                STATUS.of(migrationStatus),
                INITIAL.of(initialVfs),
                TOTAL.of(totalVfs),
                NUMBER.of(numVfs),
                DEPENDENCY.of(dependencyLink),
                OFFSET.of(vfOffset),
                STRIDE.of(vfStride),
                DEVICE_ID.of(vfDeviceId),
                PAGE_SIZES.of(supportedPageSizes),
                PAGE_SIZE.of(systemPageSize)));
        for (int index = 0; index < Registers.BARS; index++) {
            fields.add(bar(index).of(vfBars.get(index)));
        }
        fields.add(STATE_ARRAY.of(migrationStateArray));
        return List.copyOf(fields);
    }

    /** Copies the structure with the first VFs enabled, and their BARs. */
    public SriovCapability withEnabled(int count) {
        return new SriovCapability(
                migrationCapable,
                ariPreserved,
                tenBitTagRequester,
                migrationInterrupt,
                true,
                migrationEnable,
                migrationInterruptEnable,
                true,
                ariHierarchy,
                tenBitTagEnable,
                migrationStatus,
                initialVfs,
                totalVfs,
                count,
                dependencyLink,
                vfOffset,
                vfStride,
                vfDeviceId,
                supportedPageSizes,
                systemPageSize,
                vfBars,
                migrationStateArray);
    }

    /**
     * The routing id (bus in bits 15:8, device and function below) of a VF, which ignores a carry out of 16 bits.
     *
     * @param pfRoutingId the PF's, 16 bits
     * @param index of the VF, from 0 on
     */
    public int vfRoutingId(int pfRoutingId, int index) {
        return (pfRoutingId + vfOffset + index * vfStride) & 0xffff;
    }

    private static BitField bar(int index) {
        return new BitField(VFS, "VF BAR " + index, VF_BAR_0 + 4 * index, 0, 32);
    }
}
