package lab;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityId;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what the guest's Linux sees of a served function with what is served: the capability lists, then every byte.
 * What QEMU, the firmware or Linux change by design is in a table of differences; anything else is a failure.
 *
 * <pre>java lab.CompareAttached NAME SERVED.lspci GUEST.bin DIFFERENCES</pre>
 */
final class CompareAttached {
    private final String name;
    private final ConfigSpace served;
    private final ConfigSpace seen;
    private final Differences differences;
    private final ConfigOwner owner;

    private CompareAttached(String name, ConfigSpace served, ConfigSpace seen, Differences differences) {
        this.name = name;
        this.served = served;
        this.seen = seen;
        this.differences = differences;
        this.owner = new ConfigOwner(served);
    }

    public static void main(String[] arguments) throws IOException {
        ConfigSpace served = LspciDump.parse(Files.readString(Path.of(arguments[1])))
                .getFirst()
                .config();
        ConfigSpace seen = ConfigSpace.of(Files.readAllBytes(Path.of(arguments[2])));
        CompareAttached comparison =
                new CompareAttached(arguments[0], served, seen, Differences.read(Path.of(arguments[3])));
        comparison.lists();
        comparison.bytes();
    }

    private void lists() {
        Set<String> explained = new LinkedHashSet<>();
        List<String> expected = new ArrayList<>();
        for (Capability capability : owner.capabilities()) {
            if (capability.extended() && seen.size() == ConfigSpace.CONVENTIONAL_SIZE && conventional()) {
                explained.add("no extended space for a function without PCI Express");
            } else if (differences.hides(capability)) {
                explained.add("QEMU hides " + capability.name());
            } else {
                expected.add(text(capability));
            }
        }
        List<String> actual = CapabilityList.of(seen).all().stream()
                .map(CompareAttached::text)
                .toList();
        if (expected.equals(actual)) {
            report(
                    "ok",
                    "all %d capabilities are where they are served%s".formatted(actual.size(), because(explained)));
        } else {
            report("fail", "capabilities: served %s, in the guest %s".formatted(expected, actual));
        }
    }

    /** Whether the byte is a part of an extended header's next pointer, bits 31:20; what it leads to is compared in lists(). */
    private boolean relinked(int offset) {
        Capability capability = owner.of(offset);
        if (capability == null || !capability.extended()) {
            return false;
        }
        int place = offset - capability.offset();
        return place == 3 || place == 2 && (served.u8(offset) & 0xf) == (seen.u8(offset) & 0xf);
    }

    private boolean conventional() {
        return owner.capabilities().stream().noneMatch(capability -> capability.is(CapabilityId.EXP));
    }

    private void bytes() {
        int equal = 0;
        Set<String> explained = new LinkedHashSet<>();
        List<String> unexplained = new ArrayList<>();
        int size = Math.min(served.size(), seen.size());
        for (int offset = 0; offset < size; offset++) {
            if (served.u8(offset) == seen.u8(offset)) {
                equal++;
                continue;
            }
            Set<String> reasons = relinked(offset)
                    ? Set.of("lists skip what is hidden")
                    : differences.reasons(owner, offset, served.u8(offset) ^ seen.u8(offset));
            if (reasons.isEmpty()) {
                unexplained.add("0x%03x (%s) %02x->%02x"
                        .formatted(offset, Differences.describe(owner, offset), served.u8(offset), seen.u8(offset)));
            } else {
                explained.addAll(reasons);
            }
        }
        if (unexplained.isEmpty()) {
            report("ok", "%d of %d bytes equal%s".formatted(equal, size, because(explained)));
        } else {
            report("fail", "%d bytes differ without a reason: %s".formatted(unexplained.size(), unexplained));
        }
    }

    private static String because(Set<String> reasons) {
        return reasons.isEmpty() ? "" : "; else: " + String.join(", ", reasons);
    }

    private static String text(Capability capability) {
        return "%s@%03x".formatted(capability.name(), capability.offset());
    }

    private void report(String verdict, String detail) {
        System.out.printf("LAB %s %s %s%n", verdict, name, detail);
    }
}
