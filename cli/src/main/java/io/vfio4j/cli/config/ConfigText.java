// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Text;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Configuration spaces for people, in 80 columns. */
final class ConfigText {
    private static final int NAME_WIDTH = 22;
    private static final int BYTES_OF_A_LINE = 16;
    private static final int REGISTERS_OF_A_LINE = 4;
    private static final int FEW = 4;
    /** The name that pci's decoder gives the registers of a capability that it has no names for. */
    private static final String UNDECODED = "Bytes";

    private ConfigText() {}

    /** The header, the capabilities and their fields. */
    static void list(ConfigView view, Console console) {
        console.heading(Text.printable(view.target()));
        console.line("%d bytes of configuration space".formatted(view.config().size()));
        for (Section section : Section.of(view.config())) {
            console.line("");
            console.heading(title(section));
            fields(section.fields(), console);
        }
        console.line("");
        console.line("+ set, - not set. Registers with many fields are shown without those that are 0.");
        var defects = CapabilityList.of(view.config()).defects();
        if (!defects.isEmpty()) {
            console.line("");
            console.heading("Wrong in the capability lists");
            defects.forEach(defect -> console.line("  " + defect));
        }
    }

    /** A register's fields together; fields of the header are registers themselves. */
    private static void fields(List<Section.Field> fields, Console console) {
        for (int i = 0; i < fields.size(); ) {
            String register = fields.get(i).register();
            int end = i + 1;
            while (end < fields.size()
                    && !register.isEmpty()
                    && fields.get(end).register().equals(register)) {
                end++;
            }
            if (register.isEmpty()) {
                row(fields.get(i).name(), fields.get(i).value(), console);
            } else if (register.equals(UNDECODED)) {
                undecoded(fields.subList(i, end), console);
            } else {
                row(register, values(fields.subList(i, end)), console);
            }
            i = end;
        }
    }

    /** Flags as lspci marks them; of a register with many fields, those that are not 0. */
    private static String values(List<Section.Field> fields) {
        List<String> values = new ArrayList<>();
        for (Section.Field field : fields) {
            String value = switch (field.value()) {
                case Section.SET -> field.name() + "+";
                case Section.CLEAR -> field.name() + "-";
                default -> field.name() + " " + field.value();
            };
            if (fields.size() <= FEW
                    || !(field.value().equals(Section.CLEAR) || field.value().equals("0"))) {
                values.add(value);
            }
        }
        return values.isEmpty() ? "all 0" : String.join(", ", values);
    }

    /** Registers that nobody decodes, four in a line under the name of the first. */
    private static void undecoded(List<Section.Field> registers, Console console) {
        for (int from = 0; from < registers.size(); from += REGISTERS_OF_A_LINE) {
            List<Section.Field> some = registers.subList(from, Math.min(registers.size(), from + REGISTERS_OF_A_LINE));
            row(
                    "from " + some.getFirst().name().substring(0, "0x00".length()),
                    some.stream().map(field -> field.value().substring(2)).collect(Collectors.joining(" ")),
                    console);
        }
    }

    private static void row(String name, String value, Console console) {
        String following = " ".repeat(NAME_WIDTH + 2);
        if (name.length() <= NAME_WIDTH - 2) {
            console.lines(Text.wrap("  %-20s  ".formatted(name), following, value));
        } else {
            console.line("  " + name);
            console.lines(Text.wrap(following, following, value));
        }
    }

    private static String title(Section section) {
        Capability capability = section.capability();
        if (capability == null) {
            return "0x000  " + section.name();
        }
        return capability.extended()
                ? "0x%03x  %s (id 0x%04x, version %d)"
                        .formatted(capability.offset(), section.name(), capability.id(), capability.version())
                : "0x%03x  %s (id 0x%02x)".formatted(capability.offset(), section.name(), capability.id());
    }

    /** All bytes; lines that are all zero are told as a range. */
    static void hex(ConfigView view, Console console) {
        ConfigSpace config = view.config();
        int zeroesFrom = -1;
        for (int offset = 0; offset < config.size(); offset += BYTES_OF_A_LINE) {
            if (zero(config, offset)) {
                zeroesFrom = zeroesFrom < 0 ? offset : zeroesFrom;
                continue;
            }
            zeroes(zeroesFrom, offset, console);
            zeroesFrom = -1;
            StringBuilder line = new StringBuilder("%03x: ".formatted(offset));
            for (int i = 0; i < BYTES_OF_A_LINE; i++) {
                line.append(i == BYTES_OF_A_LINE / 2 ? "  " : " ").append("%02x".formatted(config.u8(offset + i)));
            }
            console.line(line.toString());
        }
        zeroes(zeroesFrom, config.size(), console);
    }

    private static void zeroes(int from, int to, Console console) {
        if (from >= 0) {
            console.line("%03x:  00 up to %03x".formatted(from, to - 1));
        }
    }

    private static boolean zero(ConfigSpace config, int offset) {
        for (int i = 0; i < BYTES_OF_A_LINE; i += 4) {
            if (config.u32(offset + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Writes the differences of two configuration spaces. */
    static void diff(ConfigView a, ConfigView b, List<ConfigDiff.Difference> differences, Console console) {
        console.line("A  " + Text.printable(a.target()));
        console.line("B  " + Text.printable(b.target()));
        if (a.config().size() != b.config().size()) {
            console.line("");
            console.line("A has %d bytes, B has %d"
                    .formatted(a.config().size(), b.config().size()));
        }
        Section last = null;
        for (ConfigDiff.Difference difference : differences) {
            if (!difference.section().equals(last)) {
                last = difference.section();
                console.line("");
                console.heading(last.name());
            }
            String field = difference.field();
            if (field == null) {
                console.line("  only in %s"
                        .formatted(difference.left() == null ? "B, " + difference.right() : "A, " + difference.left()));
            } else {
                console.line("  " + field);
                side("A", difference.left(), console);
                side("B", difference.right(), console);
            }
        }
        console.line("");
        console.line(
                switch (differences.size()) {
                    case 0 -> "No difference in what is decoded.";
                    case 1 -> "1 difference.";
                    default -> differences.size() + " differences.";
                });
    }

    private static void side(String side, @Nullable String value, Console console) {
        console.lines(Text.wrap("    " + side + "  ", "       ", value == null ? "(not there)" : value));
    }
}
