// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Describes a Page Request Interface structure (PCI Express Base Specification 6.0, 10.5.2).
 *
 * <pre>
 *   4  control, 16 bits        6  status, 16 bits
 *   8  outstanding page request capacity, 32 bits
 *  12  outstanding page request allocation, 32 bits
 * </pre>
 *
 * @param enabled the function may make page requests
 * @param reset reads 0; writing 1 while disabled clears the function's requests
 * @param responseFailure a group response told of a failure; cleared by writing 1
 * @param unexpectedGroup a response was for no outstanding group; cleared by writing 1
 * @param stopped while disabled: no more requests are outstanding
 * @param responsePasidRequired responses carry a PASID when their requests did
 * @param capacity requests that the function can have outstanding, unsigned 32 bits
 * @param allocation requests that it may have outstanding, unsigned 32 bits
 */
public record PriCapability(
        boolean enabled,
        boolean reset,
        boolean responseFailure,
        boolean unexpectedGroup,
        boolean stopped,
        boolean responsePasidRequired,
        long capacity,
        long allocation)
        implements CapabilityStructure {
    /** Bytes of the structure. */
    public static final int SIZE = 16;

    private static final String CONTROL = "Page Request Control";
    private static final String STATUS = "Page Request Status";
    private static final BitField ENABLE = BitField.flag(CONTROL, "Enable", 4, 0);
    private static final BitField RESET = BitField.flag(CONTROL, "Reset", 4, 1);
    private static final BitField FAILURE = BitField.flag(STATUS, "Response Failure", 6, 0);
    private static final BitField UNEXPECTED = BitField.flag(STATUS, "Unexpected Group Index", 6, 1);
    private static final BitField STOPPED = BitField.flag(STATUS, "Stopped", 6, 8);
    private static final BitField PASID_REQUIRED = BitField.flag(STATUS, "PRG Response PASID Required", 6, 15);
    private static final BitField CAPACITY = new BitField("Outstanding Page Requests", "Capacity", 8, 0, 32);
    private static final BitField ALLOCATION = new BitField("Outstanding Page Requests", "Allocation", 12, 0, 32);

    /**
     * Makes a structure that is not enabled and has no request outstanding; responses carry a PASID when their requests
     * did.
     *
     * @param capacity requests that the function can have outstanding, unsigned 32 bits
     */
    public static PriCapability of(long capacity) {
        return new PriCapability(false, false, false, false, true, true, capacity, 0);
    }

    /** Reads the structure at {@code offset}. */
    public static PriCapability decode(ConfigSpace config, int offset) {
        return new PriCapability(
                ENABLE.isSet(config, offset),
                RESET.isSet(config, offset),
                FAILURE.isSet(config, offset),
                UNEXPECTED.isSet(config, offset),
                STOPPED.isSet(config, offset),
                PASID_REQUIRED.isSet(config, offset),
                CAPACITY.getLong(config, offset),
                ALLOCATION.getLong(config, offset));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.PRI);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                ENABLE.of(enabled),
                RESET.of(reset),
                FAILURE.of(responseFailure),
                UNEXPECTED.of(unexpectedGroup),
                STOPPED.of(stopped),
                PASID_REQUIRED.of(responsePasidRequired),
                CAPACITY.of(capacity),
                ALLOCATION.of(allocation));
    }
}
