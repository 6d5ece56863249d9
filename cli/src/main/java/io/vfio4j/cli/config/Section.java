// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.pci.capability.Capability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded part of a configuration space: the header, or a capability.
 *
 * @param capability which one; null for the header
 * @param fields what it says
 */
record Section(@Nullable Capability capability, List<Field> fields) {

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

    /** Returns what it is, without its place: {@code Header}, {@code MSI-X}, {@code Vendor Specific}. */
    String name() {
        return capability == null ? "Header" : capability.name();
    }

    int offset() {
        return capability == null ? 0 : capability.offset();
    }
}
