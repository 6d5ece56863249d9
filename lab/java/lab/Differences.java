// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.StructureLength;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The differences that are meant to be, read from a table: lines as in {@link DifferenceRule}, {@code hidden PLACE
 * REASON} for a capability that QEMU takes out of the guest's list, and {@code remembers REASON} where the hardware
 * keeps its registers in D3hot although it does not say No_Soft_Reset.
 */
final class Differences {
    private final List<DifferenceRule> rules = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final Map<Capability, Integer> kept = new LinkedHashMap<>();
    private ConfigSpace served;
    private boolean keepsStateInD3hot;

    static Differences read(Path table) throws IOException {
        Differences differences = new Differences();
        for (String line : Files.readAllLines(table)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 3);
            switch (words[0]) {
                case "remembers" -> differences.keepsStateInD3hot = true;
                case "hidden" -> differences.hidden.add(words[1]);
                default -> differences.rules.add(DifferenceRule.parse(line));
            }
        }
        return differences;
    }

    boolean keepsStateInD3hot() {
        return keepsStateInD3hot;
    }

    boolean hides(Capability capability) {
        return hidden.contains(id(capability));
    }

    /**
     * Notes what is served and kept from the guest by {@code hidden} lines. Its lists do not lead there, so that nobody
     * who has only them, its kernel or a model fed with what it sees, knows of these registers.
     *
     * @param file as lspci dumps it; need not be there
     */
    void hiddenFrom(Path file) throws IOException {
        if (Files.exists(file)) {
            served = LspciDump.parse(Files.readString(file)).getFirst().config();
            for (Capability capability : CapabilityList.of(served).all()) {
                if (hides(capability)) {
                    kept.put(capability, StructureLength.of(served, capability).orElseThrow());
                }
            }
        }
    }

    /**
     * Why these bits of the byte at this offset may differ; empty when one of them may not.
     *
     * @param judge what QEMU and Linux show
     * @param ours what is served, or what the model shows
     */
    Set<String> reasons(ConfigOwner owner, int offset, int judge, int ours) {
        Capability capability = owner(owner, offset);
        String place = place(capability, offset);
        int start = capability == null ? 0 : capability.offset();
        ConfigSpace config = kept.containsKey(capability) ? served : owner.config();
        int on = judge & ~ours;
        int off = ours & ~judge;
        Set<String> reasons = new LinkedHashSet<>();
        for (DifferenceRule rule : rules) {
            if (rule.covers(place, offset - start)) {
                int set = on & rule.mask(config, start, offset, true);
                int cleared = off & rule.mask(config, start, offset, false);
                if ((set | cleared) != 0) {
                    on &= ~set;
                    off &= ~cleared;
                    reasons.add(rule.reason());
                }
            }
        }
        return (on | off) == 0 ? reasons : Set.of();
    }

    /** The place of an offset as the table writes it, with the offset in it. */
    String describe(ConfigOwner owner, int offset) {
        Capability capability = owner(owner, offset);
        String place = place(capability, offset);
        return capability == null
                ? "%s %02x".formatted(place, offset)
                : "%s %02x, %s".formatted(place, offset - capability.offset(), capability.name());
    }

    private Capability owner(ConfigOwner owner, int offset) {
        for (Map.Entry<Capability, Integer> entry : kept.entrySet()) {
            int start = entry.getKey().offset();
            if (offset >= start && offset < start + entry.getValue()) {
                return entry.getKey();
            }
        }
        return owner.of(offset);
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
