// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.map;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.ListDefect;
import io.vfio4j.pci.capability.StructureLength;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells who owns each byte of a configuration space, by its capability lists and the lengths of
 * {@link StructureLength}. Immutable: it describes the space as it was when {@link #of} read it.
 *
 * <p>Where the length of a structure is unknown, everything up to the next known structure may be part of it. A
 * placeholder of id 0 at 0x100 stands for a structure that somebody hid, so its length is unknown as well. In a space
 * that vfio-pci shows, structures that it hid elsewhere than at 0x100 are in no list, so no map of that space can tell
 * about them. Nor can one tell what lies behind the place where a list breaks off: see {@link #defects}.
 */
public final class ConfigMap {
    private final Owner[] owners;
    private final List<ListDefect> defects;
    private final List<Span> spans;

    /**
     * Describes neighbouring bytes of the same owner.
     *
     * @param offset the first
     * @param length at least 1
     */
    public record Span(int offset, int length, Owner owner) {
        /** The byte after the last. */
        public int end() {
            return offset + length;
        }
    }

    private ConfigMap(Owner[] owners, List<ListDefect> defects) {
        this.owners = owners;
        this.defects = List.copyOf(defects);
        this.spans = spansOf(owners);
    }

    /** Maps a space, whatever its bytes are. */
    public static ConfigMap of(ConfigSpace config) {
        CapabilityList list = CapabilityList.of(config);
        List<ListDefect> defects = new ArrayList<>(list.defects());
        return new ConfigMap(new MapBuilder(config, list, defects).build(), defects);
    }

    /** The number of bytes: 256 or 4096. */
    public int size() {
        return owners.length;
    }

    /** The owner of a byte. */
    public Owner ownerAt(int offset) {
        return owners[offset];
    }

    /** The whole space, in order and without a gap. */
    public List<Span> spans() {
        return spans;
    }

    /** The defects of the lists, then of the structures: overlaps and those that run past the end. */
    public List<ListDefect> defects() {
        return defects;
    }

    /** Says whether no structure has, or may have, any of these bytes. */
    public boolean unowned(int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            if (!(owners[at] instanceof Owner.Nobody)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Counts the bytes from an offset up to the next structure behind it, or to the end of this half of the space. At
     * least 1.
     */
    public int distanceToNext(int offset) {
        int limit = offset < ConfigSpace.CONVENTIONAL_SIZE ? ConfigSpace.CONVENTIONAL_SIZE : owners.length;
        int at = offset + 1;
        while (at < limit
                && !(owners[at] instanceof Owner.Structure next
                        && next.capability().offset() > offset)) {
            at++;
        }
        return at - offset;
    }

    private static List<Span> spansOf(Owner[] owners) {
        List<Span> spans = new ArrayList<>();
        int start = 0;
        for (int at = 1; at <= owners.length; at++) {
            if (at == owners.length || !owners[at].equals(owners[start])) {
                spans.add(new Span(start, at - start, owners[start]));
                start = at;
            }
        }
        return List.copyOf(spans);
    }
}
