// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import io.vfio4j.pci.capability.PciExpressType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Describes a PCI Express structure (PCI Express Base Specification 6.0, 7.5.3). Registers that the function does not
 * have, by the structure's version and the kind of function, have no fields; a register's layout is in
 * {@link PciExpressField}.
 *
 * @param values of the fields that the function has
 */
public record PciExpressCapability(Map<PciExpressField, Long> values) implements CapabilityStructure {
    /** Bytes of the structure from version 2 on. */
    public static final int SIZE = 60;

    public PciExpressCapability {
        values = Map.copyOf(values);
        values.forEach((field, value) -> field.layout().of(value.longValue()));
    }

    /**
     * Makes an endpoint's structure of version 2: function level reset, 512 bytes of payload at most, LTR, a 16 GT/s
     * x16 link, and up to 4 end-end TLP prefixes, one of which a PASID needs.
     */
    public static PciExpressCapability ofEndpoint() {
        return new PciExpressCapability(Map.ofEntries(
                Map.entry(PciExpressField.VERSION, 2L),
                Map.entry(PciExpressField.MAX_PAYLOAD_SUPPORTED, 2L),
                Map.entry(PciExpressField.EXTENDED_TAG, 1L),
                Map.entry(PciExpressField.ROLE_BASED_ERRORS, 1L),
                Map.entry(PciExpressField.FUNCTION_LEVEL_RESET, 1L),
                Map.entry(PciExpressField.RELAXED_ORDERING_ENABLE, 1L),
                Map.entry(PciExpressField.NO_SNOOP_ENABLE, 1L),
                Map.entry(PciExpressField.MAX_READ_REQUEST, 2L),
                Map.entry(PciExpressField.MAX_LINK_SPEED, 4L),
                Map.entry(PciExpressField.MAX_LINK_WIDTH, 16L),
                Map.entry(PciExpressField.ASPM_SUPPORT, 3L),
                Map.entry(PciExpressField.LINK_SPEED, 4L),
                Map.entry(PciExpressField.LINK_WIDTH, 16L),
                Map.entry(PciExpressField.COMPLETION_TIMEOUT_RANGES, 0xfL),
                Map.entry(PciExpressField.COMPLETION_TIMEOUT_DISABLE_SUPPORTED, 1L),
                Map.entry(PciExpressField.LTR_SUPPORTED, 1L),
                Map.entry(PciExpressField.END_END_TLP_PREFIX, 1L),
                Map.entry(PciExpressField.LINK_SPEEDS, 0xfL),
                Map.entry(PciExpressField.TARGET_LINK_SPEED, 4L)));
    }

    /** Reads the structure at {@code offset}; of one that runs past 0x100, what there is. */
    public static PciExpressCapability decode(ConfigSpace config, int offset) {
        int version = PciExpressField.VERSION.layout().get(config, offset);
        int type = PciExpressField.PORT_TYPE.layout().get(config, offset);
        boolean slot = PciExpressField.SLOT_IMPLEMENTED.layout().isSet(config, offset);
        Map<PciExpressField, Long> values = new EnumMap<>(PciExpressField.class);
        for (PciExpressField field : PciExpressField.values()) {
            boolean present = field.group().presentIn(version, PciExpressType.of(type), slot);
            if (present && offset + field.end() <= ConfigSpace.CONVENTIONAL_SIZE) {
                values.put(field, field.layout().getLong(config, offset));
            }
        }
        return new PciExpressCapability(values);
    }

    /** The value, unsigned; 0 when the function has no such field. */
    public int get(PciExpressField field) {
        return values.getOrDefault(field, 0L).intValue();
    }

    /** Says whether the value is not 0. */
    public boolean isSet(PciExpressField field) {
        return get(field) != 0;
    }

    /** The kind of function that it is the structure of. */
    public PciExpressType type() {
        return PciExpressType.of(get(PciExpressField.PORT_TYPE));
    }

    /**
     * Counts the end-end TLP prefixes that a TLP may carry, 0 to 4: the PASID of a request travels in one (Device
     * Capabilities 2, bits 21 and 23:22, where 0 stands for 4).
     */
    public int maxEndEndPrefixes() {
        if (!isSet(PciExpressField.END_END_TLP_PREFIX)) {
            return 0;
        }
        int max = get(PciExpressField.MAX_END_END_TLP_PREFIXES);
        return max == 0 ? 4 : max;
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.EXP);
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (PciExpressField field : PciExpressField.values()) {
            Long value = values.get(field);
            if (value != null) {
                fields.add(field.layout().of(value.longValue()));
            }
        }
        return List.copyOf(fields);
    }
}
