// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Bits;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.BarValue;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.FunctionHeader;
import io.vfio4j.pci.Registers;
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

    private HeaderFields() {}

    static List<Section.Field> of(ConfigSpace config) {
        FunctionHeader header = FunctionHeader.of(config);
        List<Section.Field> fields = new ArrayList<>();
        add(fields, "Vendor", "%04x".formatted(header.vendorId()));
        add(fields, "Device", "%04x".formatted(header.deviceId()));
        add(fields, "Command", Bits.of(config.u16(Registers.COMMAND), COMMAND));
        add(fields, "Status", Bits.of(config.u16(Registers.STATUS), STATUS));
        add(fields, "Class", "%06x".formatted(header.classCode()));
        add(fields, "Revision", "%02x".formatted(header.revision()));
        String several = header.multifunction() ? ", one of several functions" : "";
        add(fields, "Header type", "%d (%s)%s".formatted(header.type(), header.typeName(), several));
        bars(fields, config, header.type());
        if (header.type() == Registers.HEADER_TYPE_BRIDGE) {
            add(
                    fields,
                    "Buses",
                    "primary %02x, secondary %02x, subordinate %02x"
                            .formatted(config.u8(0x18), config.u8(0x19), config.u8(0x1a)));
        }
        if (header.hasSubsystem()) {
            add(fields, "Subsystem", "%04x:%04x".formatted(header.subsystemVendorId(), header.subsystemId()));
            add(fields, "ROM", "%08x".formatted(config.u32(Registers.ROM_ADDRESS)));
        }
        int pin = config.u8(Registers.INTERRUPT_PIN);
        String pinName = pin == 0 ? "none" : pin <= 4 ? "INT" + (char) ('A' + pin - 1) : "%d?".formatted(pin);
        add(fields, "Interrupt", "pin %s, line %d".formatted(pinName, config.u8(Registers.INTERRUPT_LINE)));
        return fields;
    }

    private static void bars(List<Section.Field> fields, ConfigSpace config, int headerType) {
        int count = switch (headerType) {
            case Registers.HEADER_TYPE_NORMAL -> Registers.BARS;
            case Registers.HEADER_TYPE_BRIDGE -> Registers.BRIDGE_BARS;
            default -> 0;
        };
        for (int index = 0; index < count; ) {
            BarValue value = BarValue.decode(config, Registers.BAR_0, index, count);
            if (config.u32(Registers.BAR_0 + 4 * index) != 0) {
                add(fields, "BAR " + index, describe(value));
            }
            index += value.registers();
        }
    }

    private static String describe(BarValue value) {
        if (value.type() == Bar.Type.IO) {
            return "I/O at %04x".formatted(value.address());
        }
        return "memory at %x, %d bits%s"
                .formatted(
                        value.address(),
                        value.type() == Bar.Type.MEMORY_64 ? 64 : 32,
                        value.prefetchable() ? ", prefetchable" : "");
    }

    private static void add(List<Section.Field> fields, String name, String value) {
        fields.add(new Section.Field("", name, value));
    }
}
