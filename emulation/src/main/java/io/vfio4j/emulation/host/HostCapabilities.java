// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.ListPolicy;
import io.vfio4j.pci.capability.ListWalk;
import java.util.Optional;

/**
 * Finds capabilities as a host's PCI core does: pci_find_capability() and pci_find_ext_capability() of
 * drivers/pci/pci.c. It looks at the hardware, so it sees capabilities that vfio-pci hides.
 */
public final class HostCapabilities {
    /** PCI_FIND_CAP_TTL of drivers/pci/pci.h. */
    private static final int MAX_STANDARD = 48;
    /** 8 bytes for each, as pci_find_next_ext_capability() counts. */
    private static final int MAX_EXTENDED = (ConfigSpace.EXTENDED_SIZE - ConfigSpace.CONVENTIONAL_SIZE) / 8;

    private HostCapabilities() {}

    /** Returns the offset of the first capability with an id, 0 when there is none. */
    public static int find(PciFunction function, CapabilityId id) {
        Optional<Capability> found = id.extended() ? findExtended(function, id) : findStandard(function, id);
        return found.map(Capability::offset).orElse(0);
    }

    /**
     * Returns the offset of the first capability with an id, 0 when there is none or the space ends before its first
     * {@code length} bytes do. Registers beyond the space do not answer, so a structure that a broken list puts at the
     * end of it is of no use to the host.
     */
    public static int findWhole(PciFunction function, CapabilityId id, int length) {
        int offset = find(function, id);
        return offset + length <= function.configSize() ? offset : 0;
    }

    private static Optional<Capability> findStandard(PciFunction function, CapabilityId wanted) {
        if ((function.readConfig(Registers.STATUS, 2) & Registers.STATUS_CAP_LIST) == 0) {
            return Optional.empty();
        }
        return ListWalk.STANDARD.find(
                Registers.CAPABILITY_LIST,
                function.readConfig(Registers.CAPABILITY_LIST, 1),
                offset -> function.readConfig(offset, 2),
                new PciCorePolicy(ConfigSpace.HEADER_SIZE, MAX_STANDARD),
                capability -> capability.is(wanted));
    }

    private static Optional<Capability> findExtended(PciFunction function, CapabilityId wanted) {
        if (function.configSize() <= ConfigSpace.CONVENTIONAL_SIZE) {
            return Optional.empty();
        }
        return ListWalk.findExtended(
                offset -> function.readConfig(offset, 4),
                new PciCorePolicy(ConfigSpace.CONVENTIONAL_SIZE, MAX_EXTENDED),
                capability -> capability.is(wanted));
    }

    /** Drops the reserved bits of pointers, ends below the list's part of the space, and counts hops. */
    private static final class PciCorePolicy implements ListPolicy {
        private final int lowest;
        private int left;

        private PciCorePolicy(int lowest, int hops) {
            this.lowest = lowest;
            this.left = hops;
        }

        @Override
        public int follow(int from, int pointer) {
            int offset = pointer & ~3;
            return left-- > 0 && offset >= lowest ? offset : END;
        }

        @Override
        public boolean believes(int from, int offset, int header) {
            boolean standard = lowest == ConfigSpace.HEADER_SIZE;
            return standard ? (header & 0xff) != 0xff : header != 0 && header != -1;
        }
    }
}
