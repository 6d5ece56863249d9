package io.vfio4j.cli;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityId;
import io.vfio4j.pci.CapabilityLength;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.PasidCapability;
import io.vfio4j.pci.capability.PasidControl;
import java.util.ArrayList;
import java.util.List;

/** What a capability says, decoded where this project knows how, else its registers. */
final class CapabilityFields {
    /** Registers shown of a capability whose length nobody tells, in bytes. */
    private static final int SOME = 32;

    private static final int DWORD = 4;
    private static final int DWORDS_OF_A_FIELD = 4;

    private final ConfigSpace config;
    private final Capability capability;
    private final List<Section.Field> fields = new ArrayList<>();

    private CapabilityFields(ConfigSpace config, Capability capability) {
        this.config = config;
        this.capability = capability;
    }

    static List<Section.Field> of(ConfigSpace config, Capability capability, int next) {
        CapabilityFields fields = new CapabilityFields(config, capability);
        if (capability.is(CapabilityId.PASID) && capability.offset() + PasidCapability.SIZE <= config.size()) {
            fields.pasid();
        } else {
            fields.registers(next);
        }
        return fields.fields;
    }

    private void pasid() {
        int register = config.u16(capability.offset() + PasidCapability.REGISTER_OFFSET);
        PasidCapability decoded = PasidCapability.decode(register);
        add("Width", "%d bits".formatted(decoded.width()));
        add("Execute", yes(decoded.execute()));
        add("Privileged", yes(decoded.privileged()));
        int unknown = register & ~PasidCapability.VERSION_1_MASK;
        if (unknown != 0) {
            add("Bits that version 1 does not define", "%04x".formatted(unknown));
        }
        PasidControl control = PasidControl.decode(config.u16(capability.offset() + PasidControl.REGISTER_OFFSET));
        add("Enabled", yes(control.enabled()));
        add("Execute enabled", yes(control.execute()));
        add("Privileged enabled", yes(control.privileged()));
    }

    private void registers(int next) {
        int length = CapabilityLength.of(config, capability);
        int start = capability.offset() + DWORD;
        if (!capability.extended()) {
            add("+02", "%04x".formatted(config.u16(capability.offset() + 2)));
        }
        int end = Math.min(capability.offset() + (length > 0 ? length : SOME), next);
        for (int offset = start; offset < end; offset += DWORD * DWORDS_OF_A_FIELD) {
            StringBuilder dwords = new StringBuilder();
            for (int at = offset; at < Math.min(end, offset + DWORD * DWORDS_OF_A_FIELD); at += DWORD) {
                dwords.append(dwords.isEmpty() ? "" : " ").append("%08x".formatted(config.u32(at)));
            }
            add("+%02x".formatted(offset - capability.offset()), dwords.toString());
        }
    }

    private void add(String name, String value) {
        fields.add(new Section.Field(name, value));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    /** The header and every capability of a space, by their offsets in their lists. */
    static List<Section> sections(ConfigSpace config) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(null, HeaderFields.of(config)));
        CapabilityList list = CapabilityList.of(config);
        for (Capability capability : list.all()) {
            sections.add(new Section(capability, of(config, capability, end(list, capability, config.size()))));
        }
        return sections;
    }

    /** Where the next capability or the space's part ends this one at the latest. */
    private static int end(CapabilityList list, Capability capability, int size) {
        int last = capability.extended() ? size : ConfigSpace.CONVENTIONAL_SIZE;
        return list.all().stream()
                .mapToInt(Capability::offset)
                .filter(offset -> offset > capability.offset())
                .min()
                .stream()
                .map(next -> Math.min(next, last))
                .findFirst()
                .orElse(last);
    }
}
