// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Makes a Precision Time Measurement structure that is not enabled (PCI Express Base Specification 6.0, 7.9.15). To be
 * written only: {@link CapabilityDecoder} gives the registers as they are.
 *
 * @param requester the function asks for the time
 * @param responder it answers those below it
 * @param root its clock is the source of time
 * @param granularity of its clock in nanoseconds, 0 to 255: 0 for none, 255 for more than 254
 */
public record PtmCapability(boolean requester, boolean responder, boolean root, int granularity)
        implements CapabilityStructure {
    private static final String CAPABILITY = "PTM Capability";
    private static final BitField REQUESTER = BitField.flag(CAPABILITY, "Requester Capable", 4, 0);
    private static final BitField RESPONDER = BitField.flag(CAPABILITY, "Responder Capable", 4, 1);
    private static final BitField ROOT = BitField.flag(CAPABILITY, "Root Capable", 4, 2);
    private static final BitField GRANULARITY = new BitField(CAPABILITY, "Local Clock Granularity", 4, 8, 8);

    /** Makes an endpoint's structure: it asks for the time, and has no clock of its own. */
    public static PtmCapability ofRequester() {
        return new PtmCapability(true, false, false, 0);
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.PTM);
    }

    /** @throws IllegalArgumentException when the granularity does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(REQUESTER.of(requester), RESPONDER.of(responder), ROOT.of(root), GRANULARITY.of(granularity));
    }
}
