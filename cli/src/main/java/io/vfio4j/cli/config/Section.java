// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.CapabilityDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded part of a configuration space: the header, or a capability.
 *
 * @param capability which one; null for the header
 * @param fields what it says
 */
record Section(@Nullable Capability capability, List<Field> fields) {
    /** A flag that is set. */
    static final String SET = "yes";
    /** A flag that is not. */
    static final String CLEAR = "no";

    /** The register with the structure's version, which {@link Capability#version} has too. */
    private static final String LIST_HEADER = "Header";

    private static final int DECIMAL_BITS = 8;

    /**
     * A field and its value, for people.
     *
     * @param register the register that it is a part of; empty for a field of the header
     * @param name with the register unique in its section
     * @param value in a line
     */
    record Field(String register, String name, String value) {

        /** Register and name. */
        String label() {
            return register.isEmpty() ? name : register + ": " + name;
        }
    }

    Section {
        fields = List.copyOf(fields);
    }

    /** Decodes a configuration space: the header, then every capability in the order of the lists. */
    static List<Section> of(ConfigSpace config) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(null, HeaderFields.of(config)));
        for (Capability capability : CapabilityList.of(config).all()) {
            List<Section.Field> fields = CapabilityDecoder.decode(config, capability).fields().stream()
                    .filter(field -> !field.register().equals(LIST_HEADER))
                    .map(field -> new Section.Field(field.register(), field.name(), value(field)))
                    .toList();
            sections.add(new Section(capability, fields));
        }
        return sections;
    }

    /** Returns what it is, without its place: {@code Header}, {@code MSI-X}, {@code Vendor Specific}. */
    String name() {
        return capability == null ? "Header" : capability.name();
    }

    int offset() {
        return capability == null ? 0 : capability.offset();
    }

    private static String value(io.vfio4j.pci.structure.Field field) {
        if (field.width() == 1) {
            return field.value() == 0 ? CLEAR : SET;
        }
        return field.width() <= DECIMAL_BITS
                ? Long.toString(field.value())
                : "0x%0".concat((field.width() + 3) / 4 + "x").formatted(field.value());
    }
}
