// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Text;
import io.vfio4j.emulation.HiddenCapabilities;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.map.ConfigMap;
import io.vfio4j.pci.map.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A configuration space as a picture: a character for every byte, 64 in a line.
 *
 * <pre>
 *          +00             +10             +20             +30
 *   0x140  [DSN------][ARI---]{PASID-}[PRI----------]..............
 * </pre>
 */
final class MapText {
    private static final int BYTES_OF_A_LINE = 64;
    private static final char NOBODY_ZERO = '.';
    private static final char NOBODY_SET = 'x';
    private static final char REACH = '~';
    private static final char ABSENT = ' ';
    private static final String ALIKE = String.valueOf(new char[] {NOBODY_ZERO, REACH, ABSENT});

    private final ConfigView view;
    private final ConfigMap map;
    private final char[] picture;

    private MapText(ConfigView view) {
        this.view = view;
        this.map = ConfigMap.of(view.config());
        this.picture = new char[map.size()];
    }

    static void write(ConfigView view, Console console) {
        MapText text = new MapText(view);
        text.map.spans().forEach(text::draw);
        console.heading(Text.printable(view.target()));
        console.line("%d bytes of configuration space".formatted(view.config().size()));
        console.line("");
        text.picture(console);
        text.legend(console);
        text.owners(console);
        text.remarks(console);
    }

    private void draw(ConfigMap.Span span) {
        switch (span.owner()) {
            case Owner.Header() -> box(span, "Header", '[', '-', ']');
            case Owner.Structure(var capability) -> {
                boolean hidden = hidden(capability);
                box(span, shortName(capability), hidden ? '{' : '[', '-', hidden ? '}' : ']');
            }
            case Owner.Reach _ -> Arrays.fill(picture, span.offset(), span.end(), REACH);
            case Owner.Absent() -> Arrays.fill(picture, span.offset(), span.end(), ABSENT);
            case Owner.Nobody() -> {
                for (int offset = span.offset(); offset < span.end(); offset++) {
                    picture[offset] = view.config().u8(offset) == 0 ? NOBODY_ZERO : NOBODY_SET;
                }
            }
        }
    }

    /** The name goes into the first line of the box where it fits, else into the roomiest one, cut. */
    private void box(ConfigMap.Span span, String name, char left, char fill, char right) {
        Arrays.fill(picture, span.offset(), span.end(), fill);
        picture[span.offset()] = left;
        if (span.length() > 1) {
            picture[span.end() - 1] = right;
        }
        int place = 0;
        int room = 0;
        for (int start = span.offset() + 1; start < span.end() - 1 && room < name.length(); ) {
            int lineEnd = (start / BYTES_OF_A_LINE + 1) * BYTES_OF_A_LINE;
            int here = Math.min(lineEnd, span.end() - 1) - start;
            if (here > room) {
                place = start;
                room = here;
            }
            start = lineEnd;
        }
        name.getChars(0, Math.min(name.length(), room), picture, place);
    }

    private void picture(Console console) {
        console.line("       +00             +10             +20             +30");
        int alikeFrom = -1;
        for (int offset = 0; offset < picture.length; offset += BYTES_OF_A_LINE) {
            if (alikeFrom >= 0 && picture[alikeFrom] != picture[offset]) {
                alike(alikeFrom, offset, console);
                alikeFrom = -1;
            }
            String line = new String(picture, offset, BYTES_OF_A_LINE);
            if (line.chars().allMatch(c -> c == line.charAt(0)) && ALIKE.indexOf(line.charAt(0)) >= 0) {
                alikeFrom = alikeFrom < 0 ? offset : alikeFrom;
                continue;
            }
            alike(alikeFrom, offset, console);
            alikeFrom = -1;
            console.line("0x%03x  %s".formatted(offset, line));
        }
        alike(alikeFrom, picture.length, console);
    }

    /** Lines without anything to see become one. */
    private void alike(int from, int to, Console console) {
        if (from >= 0) {
            String what = switch (picture[from]) {
                case ABSENT -> "not there";
                case REACH -> "may belong to the capability before";
                default -> "nobody's, and all zero";
            };
            console.line("0x%03x  ... %d bytes: %s".formatted(from, to - from, what));
        }
    }

    private void legend(Console console) {
        console.line("");
        legend("[MSI----]", "a capability", '[', console);
        legend("{PASID-}", "a capability that vfio-pci hides: not in its list, but readable where it is", '{', console);
        legend("~~~~", "may belong to the capability before it, whose length is not known", REACH, console);
        legend("xxxx", "belongs to nobody, but is not zero", NOBODY_SET, console);
        legend("....", "belongs to nobody, and is zero", NOBODY_ZERO, console);
    }

    private void legend(String sign, String meaning, char present, Console console) {
        if (new String(picture).indexOf(present) >= 0) {
            console.lines(Text.wrap("  %-10s ".formatted(sign), " ".repeat(13), meaning));
        }
    }

    private void owners(Console console) {
        console.line("");
        console.heading("Offset  Bytes  Owner");
        for (ConfigMap.Span span : map.spans()) {
            switch (span.owner()) {
                case Owner.Header() -> owner(span, "Header", "", console);
                case Owner.Structure(var capability) ->
                    owner(
                            span,
                            shortName(capability),
                            capability.name() + (hidden(capability) ? " (vfio-pci hides it)" : ""),
                            console);
                case Owner.Reach(var capability) -> owner(span, "", "perhaps " + capability.name(), console);
                case Owner.Absent() -> owner(span, "", "not there: the function has no such space", console);
                case Owner.Nobody() -> {
                    // The picture shows it.
                }
            }
        }
    }

    private boolean hidden(Capability capability) {
        return HiddenCapabilities.contain(view.config(), capability);
    }

    private static void owner(ConfigMap.Span span, String shortName, String name, Console console) {
        console.line(Text.fit(
                "0x%03x   %5d  %-10s %s"
                        .formatted(span.offset(), span.length(), shortName, name)
                        .stripTrailing(),
                Text.WIDTH));
    }

    private void remarks(Console console) {
        List<String> remarks = new ArrayList<>();
        if (!view.hardware()) {
            remarks.add(
                    "The list of capabilities is all that this map can know. A capability that the server left out of"
                            + " it cannot be told from bytes that are nobody's, though its registers may be "
                            + "there to be read.");
            lookalikes(remarks);
        }
        map.defects().forEach(defect -> remarks.add("Wrong: " + defect));
        for (String remark : remarks) {
            console.line("");
            console.lines(Text.wrap(remark, 0));
        }
    }

    /** Dwords of nobody that could be the header of an extended capability that vfio-pci hides. */
    private void lookalikes(List<String> remarks) {
        ConfigSpace config = view.config();
        for (int offset = ConfigSpace.CONVENTIONAL_SIZE; offset < map.size(); offset += 4) {
            Capability found = Capability.ofExtended(offset, config.u32(offset));
            int next = found.next();
            boolean linked = next == 0 || (next >= ConfigSpace.CONVENTIONAL_SIZE && (next & 3) == 0);
            CapabilityId id = CapabilityId.of(true, found.id());
            boolean versioned = found.version() >= 1 && found.version() <= 4;
            if (id != null && id != CapabilityId.EXT_NULL && versioned && linked && map.unowned(offset, 4)) {
                remarks.add("0x%03x looks like the header of %s, which is not in the list."
                        .formatted(offset, CapabilityId.nameOf(true, id.id())));
            }
        }
    }

    /** A name for a box: as short as lspci users know it. */
    private static String shortName(Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        if (id == null) {
            return (capability.extended() ? "%04x" : "%02x").formatted(capability.id());
        }
        return switch (id) {
            case EXP -> "PCIe";
            case MSIX -> "MSI-X";
            case VNDR, EXT_VNDR -> "Vendor";
            case ERR -> "AER";
            case SRIOV -> "SR-IOV";
            case NULL, EXT_NULL -> "Null";
            default -> id.name();
        };
    }
}
