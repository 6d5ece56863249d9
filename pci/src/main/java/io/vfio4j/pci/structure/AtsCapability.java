// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Describes an Address Translation Service structure (PCI Express Base Specification 6.0, 10.5.1).
 *
 * <pre>
 *   4  capability, 16 bits     6  control, 16 bits
 * </pre>
 *
 * @param invalidateQueueDepth invalidations that the function takes at once, 0 to 31; 0 means 32
 * @param pageAlignedRequest untranslated addresses are always aligned to 4096
 * @param globalInvalidate invalidations may be for all PASIDs
 * @param relaxedOrdering translation requests may have the relaxed ordering attribute
 * @param smallestTranslationUnit 0 to 31: translations are for 4096 shifted by this many bits, or more
 * @param enabled the function may cache translations
 */
public record AtsCapability(
        int invalidateQueueDepth,
        boolean pageAlignedRequest,
        boolean globalInvalidate,
        boolean relaxedOrdering,
        int smallestTranslationUnit,
        boolean enabled)
        implements CapabilityStructure {
    /** Bytes of the structure. */
    public static final int SIZE = 8;

    private static final String CAPABILITY = "ATS Capability";
    private static final String CONTROL = "ATS Control";
    private static final BitField QUEUE_DEPTH = new BitField(CAPABILITY, "Invalidate Queue Depth", 4, 0, 5);
    private static final BitField PAGE_ALIGNED = BitField.flag(CAPABILITY, "Page Aligned Request", 4, 5);
    private static final BitField GLOBAL = BitField.flag(CAPABILITY, "Global Invalidate Supported", 4, 6);
    private static final BitField RELAXED = BitField.flag(CAPABILITY, "Relaxed Ordering Supported", 4, 7);
    private static final BitField SMALLEST_UNIT = new BitField(CONTROL, "Smallest Translation Unit", 6, 0, 5);
    private static final BitField ENABLE = BitField.flag(CONTROL, "Enable", 6, 15);

    /** Makes a structure that is not enabled, with an invalidate queue of 32 and page-aligned requests. */
    public static AtsCapability pageAligned() {
        return new AtsCapability(0, true, false, false, 0, false);
    }

    /** Reads the structure at {@code offset}. */
    public static AtsCapability decode(ConfigSpace config, int offset) {
        return new AtsCapability(
                QUEUE_DEPTH.get(config, offset),
                PAGE_ALIGNED.isSet(config, offset),
                GLOBAL.isSet(config, offset),
                RELAXED.isSet(config, offset),
                SMALLEST_UNIT.get(config, offset),
                ENABLE.isSet(config, offset));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.ATS);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                QUEUE_DEPTH.of(invalidateQueueDepth),
                PAGE_ALIGNED.of(pageAlignedRequest),
                GLOBAL.of(globalInvalidate),
                RELAXED.of(relaxedOrdering),
                SMALLEST_UNIT.of(smallestTranslationUnit),
                ENABLE.of(enabled));
    }
}
