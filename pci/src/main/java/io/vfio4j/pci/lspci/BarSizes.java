// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.MsixCapability;
import java.util.List;
import java.util.Optional;

/** Guesses the sizes that a dump does not tell, as {@link LspciDump} documents. */
final class BarSizes {
    private static final long LARGEST_MEMORY = 1 << 20;
    private static final long LARGEST_PORTS = 256;
    private static final long LARGEST_ROM = 1 << 16;
    private static final long LARGEST_NEEDED = 1L << 31;

    private final List<RegionLine> regions;
    private final Optional<MsixCapability> msix;

    private BarSizes(ConfigSpace config, List<RegionLine> regions) {
        this.regions = regions;
        this.msix = CapabilityList.of(config)
                .find(CapabilityId.MSIX)
                .map(Capability::offset)
                .filter(offset -> offset + MsixCapability.SIZE <= ConfigSpace.CONVENTIONAL_SIZE)
                .map(offset -> MsixCapability.decode(config, offset));
    }

    static List<Bar> complete(ConfigSpace config, List<RegionLine> regions) {
        BarSizes sizes = new BarSizes(config, regions);
        return regions.stream()
                .map(region -> new Bar(
                        region.index(),
                        region.type(),
                        region.prefetchable(),
                        region.address(),
                        region.size() == 0 ? sizes.guess(region) : region.size()))
                .toList();
    }

    private long guess(RegionLine region) {
        long alignment = region.address() == 0 ? Long.MAX_VALUE : Long.lowestOneBit(region.address());
        long largest = switch (region.type()) {
            case MEMORY_32, MEMORY_64 -> LARGEST_MEMORY;
            case IO -> LARGEST_PORTS;
            case ROM -> LARGEST_ROM;
        };
        long size = Long.highestOneBit(Math.min(Math.min(largest, alignment), distanceToNext(region)));
        long smallest = region.type() == Bar.Type.IO ? 4 : 16;
        return Math.max(Math.max(size, smallest), neededForMsix(region.index()));
    }

    /** An address of 0 or one that is used twice is no place, so it bounds nothing. */
    private long distanceToNext(RegionLine region) {
        long distance = Long.MAX_VALUE;
        for (RegionLine other : regions) {
            boolean ports = other.type() == Bar.Type.IO;
            boolean above = Long.compareUnsigned(other.address(), region.address()) > 0;
            if (region.address() != 0 && above && ports == (region.type() == Bar.Type.IO)) {
                long between = other.address() - region.address();
                distance = between < 0 ? distance : Math.min(distance, between);
            }
        }
        return distance;
    }

    private long neededForMsix(int index) {
        long needed = 1;
        if (msix.isPresent()) {
            MsixCapability vectors = msix.get();
            if (vectors.tableBar() == index) {
                needed = powerOfTwo(vectors.tableOffset() + vectors.tableSize());
            }
            if (vectors.pendingBar() == index) {
                needed = Math.max(needed, powerOfTwo(vectors.pendingOffset() + vectors.pendingSize()));
            }
        }
        return needed;
    }

    /** The smallest size of a BAR with this many bytes. */
    private static long powerOfTwo(long end) {
        return Math.min(Long.highestOneBit(end - 1) << 1, LARGEST_NEEDED);
    }
}
