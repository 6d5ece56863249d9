// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * Walks a capability list from header to header. Everybody walks it so; what differs between the specification, Linux's
 * PCI core and vfio-pci is the {@link ListPolicy}. Allocates for each capability: not for the steady path.
 */
public enum ListWalk {
    /** The list that the header's capability pointer begins (PCI Local Bus Specification 3.0, 6.7). */
    STANDARD {
        @Override
        Capability read(int offset, int header) {
            return Capability.ofStandard(offset, header);
        }

        @Override
        int pointerOf(int offset) {
            return offset + 1;
        }
    },
    /** The list that begins at 0x100 (PCI Express Base Specification 6.0, 7.6.3). */
    EXTENDED {
        @Override
        Capability read(int offset, int header) {
            return Capability.ofExtended(offset, header);
        }

        @Override
        int pointerOf(int offset) {
            return offset;
        }
    };

    /**
     * Walks the list.
     *
     * @param pointerAt where the first pointer is; 0x100 in an extended list, which has none
     * @param pointer the first pointer; 0x100 in an extended list
     * @param headers reads the header at an offset that the policy gave: 16 bits, or 32 of an extended capability
     * @param policy decides how the walk goes, used for this walk only
     * @param wanted sees each capability in list order, and ends the walk with the one that it wants
     * @return the capability that was wanted, empty when the list ended before
     */
    public Optional<Capability> find(
            int pointerAt, int pointer, IntUnaryOperator headers, ListPolicy policy, Predicate<Capability> wanted) {
        int from = pointerAt;
        int offset = policy.follow(from, pointer);
        while (offset != ListPolicy.END) {
            int header = headers.applyAsInt(offset);
            if (!policy.believes(from, offset, header)) {
                return Optional.empty();
            }
            Capability capability = read(offset, header);
            if (wanted.test(capability)) {
                return Optional.of(capability);
            }
            from = pointerOf(offset);
            offset = policy.follow(from, capability.next());
        }
        return Optional.empty();
    }

    /** Walks an extended list, whose first header is at 0x100. */
    public static Optional<Capability> findExtended(
            IntUnaryOperator headers, ListPolicy policy, Predicate<Capability> wanted) {
        return EXTENDED.find(ConfigSpace.CONVENTIONAL_SIZE, ConfigSpace.CONVENTIONAL_SIZE, headers, policy, wanted);
    }

    abstract Capability read(int offset, int header);

    /** The offset of the pointer to the next header. */
    abstract int pointerOf(int offset);
}
