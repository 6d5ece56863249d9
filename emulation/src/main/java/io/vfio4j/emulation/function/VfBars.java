// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.BarValue;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the BARs of VFs from the VF BAR registers of a PF. VF number n has the n-th piece of what each register
 * decodes.
 *
 * <p>The registers at rest do not tell the size of a piece. It is taken as the largest that the address is aligned to,
 * between 4 KiB and 16 KiB; a register that has no address yet gets one far above what a dump contains.
 */
final class VfBars {
    private static final long SMALLEST = 0x1000;
    private static final long LARGEST = 0x4000;
    private static final long UNASSIGNED = 0xc0000000L;
    private static final long UNASSIGNED_STEP = 0x1000000L;

    private VfBars() {}

    /** Returns the BARs of VF 0; none without an SR-IOV capability. */
    static List<Bar> of(ConfigSpace config) {
        return VirtualFunctions.capability(config)
                .map(found -> of(config, found.offset()))
                .orElse(List.of());
    }

    /** Returns the BARs of VF 0. */
    static List<Bar> of(ConfigSpace config, int sriov) {
        List<Bar> bars = new ArrayList<>();
        int registers = sriov + SriovCapability.VF_BAR_0;
        for (int index = 0; index < Registers.BARS; ) {
            BarValue value = BarValue.decode(config, registers, index, Registers.BARS);
            if (config.u32(registers + 4 * index) != 0 && value.type() != Bar.Type.IO) {
                bars.add(bar(index, value));
            }
            index += value.registers();
        }
        return bars;
    }

    /** Returns the BARs of a VF, given those of VF 0. */
    static List<Bar> ofFunction(List<Bar> first, int number) {
        return first.stream()
                .map(bar -> bar.at(bar.address() + number * bar.size()))
                .toList();
    }

    /** Returns the size of one VF's piece of the memory at an address. */
    static long sizeAt(long address) {
        return address == 0 ? LARGEST : Math.clamp(Long.lowestOneBit(address), SMALLEST, LARGEST);
    }

    private static Bar bar(int index, BarValue value) {
        Bar bar = value.bar(index, sizeAt(value.address()));
        return bar.placed() ? bar : bar.at(UNASSIGNED + index * UNASSIGNED_STEP);
    }
}
