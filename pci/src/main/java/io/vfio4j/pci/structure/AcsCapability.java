// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Describes an Access Control Services structure (PCI Express Base Specification 6.0, 7.7.11).
 *
 * <pre>
 *   4  capability, 16 bits     6  control, 16 bits
 *   8  egress control vector, when there is egress control
 * </pre>
 *
 * @param supported the services that the function has
 * @param enabled those that are on
 * @param enhanced ACS Enhanced Capability: the last four components mean something
 * @param egressVectorSize bits, 0 to 255; 0 means 256
 * @param ioRequestBlocking I/O requests from below are errors
 * @param downstreamTargetAccess DSP Memory Target Access Control, 0 to 3
 * @param upstreamTargetAccess USP Memory Target Access Control, 0 to 3
 * @param unclaimedRedirect requests that no one claims go upstream
 * @param egressVector the vector in words of 32 bits, lowest first; empty without egress control
 */
public record AcsCapability(
        Set<Service> supported,
        Set<Service> enabled,
        boolean enhanced,
        int egressVectorSize,
        boolean ioRequestBlocking,
        int downstreamTargetAccess,
        int upstreamTargetAccess,
        boolean unclaimedRedirect,
        List<Integer> egressVector)
        implements CapabilityStructure {

    /** A kind of access control, with its bit in both registers. */
    public enum Service {
        SOURCE_VALIDATION(0, "Source Validation"),
        TRANSLATION_BLOCKING(1, "Translation Blocking"),
        REQUEST_REDIRECT(2, "P2P Request Redirect"),
        COMPLETION_REDIRECT(3, "P2P Completion Redirect"),
        UPSTREAM_FORWARDING(4, "Upstream Forwarding"),
        EGRESS_CONTROL(5, "P2P Egress Control"),
        DIRECT_TRANSLATED(6, "Direct Translated P2P");

        private final int bit;
        private final String title;

        Service(int bit, String title) {
            this.bit = bit;
            this.title = title;
        }

        private BitField in(String register, int offset) {
            return BitField.flag(register, title, offset, bit);
        }
    }

    private static final String CAPABILITY = "ACS Capability";
    private static final String CONTROL = "ACS Control";
    private static final BitField ENHANCED = BitField.flag(CAPABILITY, "Enhanced Capability", 4, 7);
    private static final BitField VECTOR_SIZE = new BitField(CAPABILITY, "Egress Control Vector Size", 4, 8, 8);
    private static final BitField IO_BLOCKING = BitField.flag(CONTROL, "I/O Request Blocking Enable", 6, 7);
    private static final BitField DOWNSTREAM = new BitField(CONTROL, "DSP Memory Target Access Control", 6, 8, 2);
    private static final BitField UPSTREAM = new BitField(CONTROL, "USP Memory Target Access Control", 6, 10, 2);
    private static final BitField UNCLAIMED = BitField.flag(CONTROL, "Unclaimed Request Redirect Control", 6, 12);

    public AcsCapability {
        supported = copy(supported);
        enabled = copy(enabled);
        egressVector = List.copyOf(egressVector);
        boolean egressControl = supported.contains(Service.EGRESS_CONTROL);
        int words = egressControl ? words(egressVectorSize) : 0;
        if (egressVector.size() != words) {
            throw new IllegalArgumentException(
                    "egressVector must have %d words: size=%d".formatted(words, egressVector.size()));
        }
    }

    /**
     * Makes a structure with these services, of which none is on.
     *
     * @throws IllegalArgumentException for egress control, which needs a vector
     */
    public static AcsCapability of(Set<Service> supported) {
        return new AcsCapability(supported, Set.of(), false, 0, false, 0, 0, false, List.of());
    }

    /**
     * Makes the structure of a function whose peers are to be kept apart: redirection, forwarding, direct translated.
     */
    public static AcsCapability ofEndpoint() {
        return of(Set.of(
                Service.REQUEST_REDIRECT,
                Service.COMPLETION_REDIRECT,
                Service.UPSTREAM_FORWARDING,
                Service.DIRECT_TRANSLATED));
    }

    /** Reads the structure at {@code offset}. */
    public static AcsCapability decode(ConfigSpace config, int offset) {
        Set<Service> supported = services(config, offset, CAPABILITY, 4);
        int size = VECTOR_SIZE.get(config, offset);
        List<Integer> vector = new ArrayList<>();
        for (int word = 0; supported.contains(Service.EGRESS_CONTROL) && word < words(size); word++) {
            vector.add(vectorWord(word).get(config, offset));
        }
        return new AcsCapability(
                supported,
                services(config, offset, CONTROL, 6),
                ENHANCED.isSet(config, offset),
                size,
                IO_BLOCKING.isSet(config, offset),
                DOWNSTREAM.get(config, offset),
                UPSTREAM.get(config, offset),
                UNCLAIMED.isSet(config, offset),
                vector);
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.ACS);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (Service service : Service.values()) {
            fields.add(service.in(CAPABILITY, 4).of(supported.contains(service)));
        }
        fields.add(ENHANCED.of(enhanced));
        fields.add(VECTOR_SIZE.of(egressVectorSize));
        for (Service service : Service.values()) {
            fields.add(service.in(CONTROL, 6).of(enabled.contains(service)));
        }
        fields.add(IO_BLOCKING.of(ioRequestBlocking));
        fields.add(DOWNSTREAM.of(downstreamTargetAccess));
        fields.add(UPSTREAM.of(upstreamTargetAccess));
        fields.add(UNCLAIMED.of(unclaimedRedirect));
        for (int word = 0; word < egressVector.size(); word++) {
            fields.add(vectorWord(word).of(egressVector.get(word)));
        }
        return List.copyOf(fields);
    }

    private static Set<Service> copy(Set<Service> services) {
        Set<Service> copy = EnumSet.noneOf(Service.class);
        copy.addAll(services);
        return Collections.unmodifiableSet(copy);
    }

    private static Set<Service> services(ConfigSpace config, int offset, String register, int registerOffset) {
        Set<Service> services = EnumSet.noneOf(Service.class);
        for (Service service : Service.values()) {
            if (service.in(register, registerOffset).isSet(config, offset)) {
                services.add(service);
            }
        }
        return services;
    }

    private static BitField vectorWord(int word) {
        return new BitField("Egress Control Vector", "Bits from " + 32 * word, 8 + 4 * word, 0, 32);
    }

    private static int words(int size) {
        return size == 0 ? 8 : (size + 31) / 32;
    }
}
