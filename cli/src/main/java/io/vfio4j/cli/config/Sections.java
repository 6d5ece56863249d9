// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.CapabilityDecoder;
import io.vfio4j.pci.structure.Field;
import java.util.ArrayList;
import java.util.List;

/** Decodes a configuration space. */
final class Sections {
    /** A flag that is set. */
    static final String SET = "yes";
    /** A flag that is not. */
    static final String CLEAR = "no";

    /** The register with the structure's version, which {@link Capability#version} has too. */
    private static final String LIST_HEADER = "Header";

    private static final int DECIMAL_BITS = 8;

    private Sections() {}

    /** The header, then every capability in the order of the lists. */
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

    private static String value(Field field) {
        if (field.width() == 1) {
            return field.value() == 0 ? CLEAR : SET;
        }
        return field.width() <= DECIMAL_BITS
                ? Long.toString(field.value())
                : "0x%0".concat((field.width() + 3) / 4 + "x").formatted(field.value());
    }
}
