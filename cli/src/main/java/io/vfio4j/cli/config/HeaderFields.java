// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Bits;
import io.vfio4j.cli.targets.Identity;
import io.vfio4j.pci.ConfigSpace;
import java.util.ArrayList;
import java.util.List;

/** The header of a configuration space, decoded (PCI Local Bus 3.0, 6.1; PCI-to-PCI Bridge 1.2, 3.2). */
final class HeaderFields {
    private static final List<String> COMMAND = List.of(
            "IO",
            "Mem",
            "Master",
            "Special",
            "MemWINV",
            "VGASnoop",
            "ParErr",
            "Stepping",
            "SERR",
            "FastB2B",
            "INTxDisable");
    private static final List<String> STATUS = List.of(
            "", "", "", "INTx", "Cap", "66MHz", "", "FastB2B", "ParErr", "", "", ">TAbort", "<TAbort", "<MAbort",
            ">SERR", "<PERR");
    private static final int ENDPOINT_BARS = 6;
    private static final int BRIDGE_BARS = 2;

    private HeaderFields() {}

    static List<Section.Field> of(ConfigSpace config) {
        Identity identity = Identity.of(config);
        List<Section.Field> fields = new ArrayList<>();
        add(fields, "Vendor", "%04x".formatted(identity.vendor()));
        add(fields, "Device", "%04x".formatted(identity.device()));
        add(fields, "Command", Bits.of(config.u16(0x04), COMMAND));
        add(fields, "Status", Bits.of(config.u16(0x06), STATUS));
        add(fields, "Class", "%06x".formatted(identity.classCode()));
        add(fields, "Revision", "%02x".formatted(identity.revision()));
        String several = (config.u8(0x0e) & 0x80) != 0 ? ", one of several functions" : "";
        add(fields, "Header type", "%d (%s)%s".formatted(identity.headerType(), identity.headerTypeName(), several));
        bars(fields, config, identity.headerType());
        if (identity.headerType() == 1) {
            add(
                    fields,
                    "Buses",
                    "primary %02x, secondary %02x, subordinate %02x"
                            .formatted(config.u8(0x18), config.u8(0x19), config.u8(0x1a)));
        }
        if (identity.hasSubsystem()) {
            add(fields, "Subsystem", "%04x:%04x".formatted(identity.subsystemVendor(), identity.subsystemDevice()));
            add(fields, "ROM", "%08x".formatted(config.u32(0x30)));
        }
        int pin = config.u8(0x3d);
        String pinName = pin == 0 ? "none" : pin <= 4 ? "INT" + (char) ('A' + pin - 1) : "%d?".formatted(pin);
        add(fields, "Interrupt", "pin %s, line %d".formatted(pinName, config.u8(0x3c)));
        return fields;
    }

    private static void bars(List<Section.Field> fields, ConfigSpace config, int headerType) {
        int count = headerType == 0 ? ENDPOINT_BARS : headerType == 1 ? BRIDGE_BARS : 0;
        for (int index = 0; index < count; index++) {
            int value = config.u32(0x10 + 4 * index);
            if (value == 0) {
                continue;
            }
            String name = "BAR " + index;
            if ((value & 1) != 0) {
                add(fields, name, "I/O at %04x".formatted(value & ~3));
                continue;
            }
            boolean wide = (value & 6) == 4 && index + 1 < count;
            long high = wide ? config.u32(0x10 + 4 * (index + 1)) & 0xffffffffL : 0;
            long address = (high << 32) | (value & 0xfffffff0L);
            add(
                    fields,
                    name,
                    "memory at %x, %d bits%s"
                            .formatted(address, wide ? 64 : 32, (value & 8) != 0 ? ", prefetchable" : ""));
            index += wide ? 1 : 0;
        }
    }

    private static void add(List<Section.Field> fields, String name, String value) {
        fields.add(new Section.Field("", name, value));
    }
}
