package lab;

import io.vfio4j.pci.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The differences that are meant to be, read from a table. A line is {@code PLACE FIRST-LAST REASON} or
 * {@code hidden PLACE REASON}. A place is {@code header}, {@code cap:ID}, {@code ecap:ID}, or {@code unowned} for bytes that
 * belong to nothing; numbers are hexadecimal and count from the start of the place, those of unowned bytes from 0.
 */
final class Differences {
    private record Rule(String place, int first, int last, String reason) {}

    private final List<Rule> rules = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();

    static Differences read(Path table) throws IOException {
        Differences differences = new Differences();
        for (String line : Files.readAllLines(table)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 3);
            if (words[0].equals("hidden")) {
                differences.hidden.add(words[1]);
            } else {
                String[] range = words[1].split("-");
                int first = Integer.parseInt(range[0], 16);
                int last = Integer.parseInt(range[range.length - 1], 16);
                differences.rules.add(new Rule(words[0], first, last, words[2]));
            }
        }
        return differences;
    }

    boolean hides(Capability capability) {
        return hidden.contains(id(capability));
    }

    /** Why the byte at this offset may differ, or null when it may not. */
    String reason(ConfigOwner owner, int offset) {
        Capability capability = owner.of(offset);
        String place = place(capability, offset);
        int relative = capability == null ? offset : offset - capability.offset();
        for (Rule rule : rules) {
            if (rule.place.equals(place) && relative >= rule.first && relative <= rule.last) {
                return rule.reason;
            }
        }
        return null;
    }

    /** The place of an offset as the table writes it, with the offset in it. */
    static String describe(ConfigOwner owner, int offset) {
        Capability capability = owner.of(offset);
        String place = place(capability, offset);
        return capability == null
                ? "%s %02x".formatted(place, offset)
                : "%s %02x, %s".formatted(place, offset - capability.offset(), capability.name());
    }

    private static String place(Capability capability, int offset) {
        if (capability != null) {
            return id(capability);
        }
        return offset < 0x40 ? "header" : "unowned";
    }

    private static String id(Capability capability) {
        return capability.extended() ? "ecap:%04x".formatted(capability.id()) : "cap:%02x".formatted(capability.id());
    }
}
