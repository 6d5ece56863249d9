package io.vfio4j.cli;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configuration spaces for people, in 80 columns. */
final class ConfigText {
    private static final int NAME_WIDTH = 22;
    private static final int BYTES_OF_A_LINE = 16;

    private ConfigText() {}

    /** The header, the capabilities and their fields. */
    static void list(ConfigView view, List<Section> sections, Console console) {
        console.line("%s: %d bytes"
                .formatted(Text.printable(view.target()), view.config().size()));
        for (Section section : sections) {
            console.line("");
            console.heading(title(section));
            for (Section.Field field : section.fields()) {
                String label = "  %-20s  ".formatted(field.name());
                console.lines(Text.wrap(label, " ".repeat(NAME_WIDTH + 2), field.value()));
            }
        }
        var findings = CapabilityList.of(view.config()).findings();
        if (!findings.isEmpty()) {
            console.line("");
            console.heading("Wrong in the capability lists");
            findings.forEach(finding -> console.line("  " + finding));
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

    /** What differs. */
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
