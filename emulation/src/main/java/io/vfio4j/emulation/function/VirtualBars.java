// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.ArrayList;
import java.util.List;

/**
 * The BARs of VFs, from the VF BAR registers of a PF. VF number n has the n-th piece of what each register decodes.
 *
 * <p>The registers at rest do not tell the size of a piece. It is taken as the largest that the address is aligned to,
 * between 4 KiB and 16 KiB; a register that has no address yet gets one far above what a dump contains.
 */
final class VirtualBars {
    private static final int SRIOV_SIZE = 0x40;
    private static final int VF_BAR = 0x24;
    private static final long SMALLEST = 0x1000;
    private static final long LARGEST = 0x4000;
    private static final long UNASSIGNED = 0xc0000000L;

    private VirtualBars() {}

    /** The BARs of VF 0; none without an SR-IOV capability. */
    static List<Bar> of(ConfigSpace config) {
        return CapabilityList.of(config)
                .find(CapabilityId.SRIOV)
                .filter(found -> found.offset() <= config.size() - SRIOV_SIZE)
                .map(found -> of(config, found.offset()))
                .orElse(List.of());
    }

    /** The BARs of VF 0. */
    static List<Bar> of(ConfigSpace config, int sriov) {
        List<Bar> bars = new ArrayList<>();
        for (int index = 0; index < 6; index++) {
            int low = config.u32(sriov + VF_BAR + 4 * index);
            boolean wide = (low & 7) == 4 && index < 5;
            long address = low & 0xfffffff0L;
            if (wide) {
                address |= (long) config.u32(sriov + VF_BAR + 4 * index + 4) << 32;
            }
            if (low != 0 && (low & 1) == 0) {
                bars.add(bar(index, wide, (low & 8) != 0, address));
            }
            index += wide ? 1 : 0;
        }
        return bars;
    }

    /** The BARs of a VF, given those of VF 0. */
    static List<Bar> ofFunction(List<Bar> first, int number) {
        return first.stream()
                .map(bar -> new Bar(
                        bar.index(), bar.type(), bar.prefetchable(), bar.address() + number * bar.size(), bar.size()))
                .toList();
    }

    /** The size of one VF's piece of the memory at an address. */
    static long sizeAt(long address) {
        return address == 0 ? LARGEST : Math.clamp(Long.lowestOneBit(address), SMALLEST, LARGEST);
    }

    private static Bar bar(int index, boolean wide, boolean prefetchable, long address) {
        long at = address == 0 ? UNASSIGNED + index * 0x1000000L : address;
        return new Bar(index, wide ? Bar.Type.MEMORY_64 : Bar.Type.MEMORY_32, prefetchable, at, sizeAt(address));
    }
}
