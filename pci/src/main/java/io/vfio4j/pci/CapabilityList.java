package io.vfio4j.pci;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Both capability lists of a configuration space, walked. The walk always ends: a loop, a pointer out of range or into
 * the header and a header that cannot be one are findings, and end the list they are in.
 *
 * @param standard from the pointer at 0x34, in list order
 * @param extended from 0x100, in list order, without a placeholder of id 0
 * @param findings what is wrong, in the order met
 */
public record CapabilityList(List<Capability> standard, List<Capability> extended, List<Finding> findings) {
    private static final int STATUS = 0x06;
    private static final int STATUS_CAP_LIST = 0x10;
    private static final int HEADER_TYPE = 0x0e;
    private static final int CAPABILITY_POINTER = 0x34;
    private static final int CARDBUS_CAPABILITY_POINTER = 0x14;
    private static final int HEADER_END = 0x40;

    public CapabilityList {
        standard = List.copyOf(standard);
        extended = List.copyOf(extended);
        findings = List.copyOf(findings);
    }

    /** Walks both lists. */
    public static CapabilityList of(ConfigSpace config) {
        List<Finding> findings = new ArrayList<>();
        List<Capability> standard = walkStandard(config, findings);
        List<Capability> extended = config.extended() ? walkExtended(config, findings) : List.of();
        return new CapabilityList(standard, extended, findings);
    }

    /** Standard, then extended ones. */
    public List<Capability> all() {
        List<Capability> all = new ArrayList<>(standard);
        all.addAll(extended);
        return all;
    }

    /** The first capability with this id. */
    public Optional<Capability> find(CapabilityId id) {
        return (id.extended() ? extended : standard)
                .stream().filter(capability -> capability.is(id)).findFirst();
    }

    private static List<Capability> walkStandard(ConfigSpace config, List<Finding> findings) {
        List<Capability> found = new ArrayList<>();
        if ((config.u16(STATUS) & STATUS_CAP_LIST) == 0) {
            return found;
        }
        BitSet seen = new BitSet();
        int from = (config.u8(HEADER_TYPE) & 0x7f) == 2 ? CARDBUS_CAPABILITY_POINTER : CAPABILITY_POINTER;
        int offset = config.u8(from);
        while (offset != 0) {
            if ((offset & 3) != 0) {
                findings.add(new Finding(from, "pointer 0x%02x is not a multiple of 4".formatted(offset)));
                offset &= 0xfc;
            }
            if (offset < HEADER_END) {
                findings.add(new Finding(from, "pointer 0x%02x leads into the header".formatted(offset)));
                break;
            }
            if (seen.get(offset)) {
                findings.add(new Finding(from, "list loops back to 0x%02x".formatted(offset)));
                break;
            }
            seen.set(offset);
            int id = config.u8(offset);
            int next = config.u8(offset + 1);
            if (id == 0xff) {
                findings.add(new Finding(offset, "no capability: all ones"));
                break;
            }
            found.add(new Capability(false, id, 0, offset, next));
            from = offset + 1;
            offset = next;
        }
        return found;
    }

    private static List<Capability> walkExtended(ConfigSpace config, List<Finding> findings) {
        List<Capability> found = new ArrayList<>();
        BitSet seen = new BitSet();
        int from = ConfigSpace.CONVENTIONAL_SIZE;
        int offset = from;
        do {
            int header = config.u32(offset);
            if (header == 0 || header == -1) {
                if (offset != ConfigSpace.CONVENTIONAL_SIZE) {
                    String what = header == 0 ? "all zeroes" : "all ones";
                    findings.add(new Finding(from, "list leads to 0x%03x, which is %s".formatted(offset, what)));
                } else if (header == -1) {
                    findings.add(new Finding(offset, "no extended capabilities: all ones"));
                }
                break;
            }
            seen.set(offset);
            int id = header & 0xffff;
            int next = header >>> 20;
            if (id != 0 || offset != ConfigSpace.CONVENTIONAL_SIZE) {
                found.add(new Capability(true, id, header >>> 16 & 0xf, offset, next));
            }
            from = offset;
            if ((next & 3) != 0) {
                findings.add(new Finding(offset, "next 0x%03x is not a multiple of 4".formatted(next)));
                next &= 0xffc;
            }
            if (next != 0 && next < ConfigSpace.CONVENTIONAL_SIZE) {
                findings.add(new Finding(offset, "next 0x%03x leads below 0x100".formatted(next)));
                break;
            }
            if (next != 0 && seen.get(next)) {
                findings.add(new Finding(offset, "list loops back to 0x%03x".formatted(next)));
                break;
            }
            offset = next;
        } while (offset != 0);
        return found;
    }
}
