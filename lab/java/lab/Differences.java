package lab;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityLength;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The differences that are meant to be, read from a table. A line is {@code PLACE FIRST-LAST REASON} or
 * {@code hidden PLACE REASON}, or {@code remembers REASON} where the hardware keeps its registers in D3hot although it does
 * not say No_Soft_Reset. A place is {@code header}, {@code cap:ID}, {@code ecap:ID}, or {@code unowned} for bytes that
 * belong to nothing; numbers are hexadecimal and count from the start of the place, those of unowned bytes from 0. One
 * byte may stand for itself, and {@code BYTE/MASK} is about some bits of a byte only.
 */
final class Differences {
    private record Rule(String place, int first, int last, int bits, String reason) {}

    private final List<Rule> rules = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final Map<Capability, Integer> kept = new HashMap<>();

    private boolean remembersAsleep;

    static Differences read(Path table) throws IOException {
        Differences differences = new Differences();
        for (String line : Files.readAllLines(table)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 3);
            if (words[0].equals("remembers")) {
                differences.remembersAsleep = true;
            } else if (words[0].equals("hidden")) {
                differences.hidden.add(words[1]);
            } else {
                String[] masked = words[1].split("/");
                String[] range = masked[0].split("-");
                int first = Integer.parseInt(range[0], 16);
                int last = Integer.parseInt(range[range.length - 1], 16);
                int bits = masked.length > 1 ? Integer.parseInt(masked[1], 16) : 0xff;
                differences.rules.add(new Rule(words[0], first, last, bits, words[2]));
            }
        }
        return differences;
    }

    boolean remembersAsleep() {
        return remembersAsleep;
    }

    boolean hides(Capability capability) {
        return hidden.contains(id(capability));
    }

    /**
     * Notes what is served and kept from the guest by {@code hidden} lines: its kernel cannot know of these registers, nor
     * can a model fed with what the guest sees. QEMU, besides, keeps a writable copy of their next pointers.
     *
     * @param file as lspci dumps it; need not be there
     */
    void hiddenFrom(Path file) throws IOException {
        if (Files.exists(file)) {
            ConfigSpace config =
                    LspciDump.parse(Files.readString(file)).getFirst().config();
            for (Capability capability : CapabilityList.of(config).all()) {
                if (hides(capability)) {
                    kept.put(capability, CapabilityLength.of(config, capability));
                }
            }
        }
    }

    private String keptReason(int offset) {
        for (Map.Entry<Capability, Integer> entry : kept.entrySet()) {
            int start = entry.getKey().offset();
            if (offset >= start && offset < start + entry.getValue()) {
                return "QEMU keeps " + entry.getKey().name() + " from the guest";
            }
        }
        return null;
    }

    /** Why these bits of the byte at this offset may differ; empty when one of them may not. */
    Set<String> reasons(ConfigOwner owner, int offset, int bits) {
        String kept = keptReason(offset);
        if (kept != null) {
            return Set.of(kept);
        }
        Capability capability = owner.of(offset);
        String place = place(capability, offset);
        int relative = capability == null ? offset : offset - capability.offset();
        Set<String> reasons = new LinkedHashSet<>();
        int left = bits;
        for (Rule rule : rules) {
            boolean covers = rule.place.equals(place) && relative >= rule.first && relative <= rule.last;
            if (covers && (left & rule.bits) != 0) {
                left &= ~rule.bits;
                reasons.add(rule.reason);
            }
        }
        return left == 0 ? reasons : Set.of();
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
