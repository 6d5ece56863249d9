// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;
import java.util.List;

/**
 * What decides how registers answer, and is not in the registers concerned.
 *
 * @param virtual a VF: much that its PF does for it is hardwired to 0 (PCIe 6.0, 9.3.3 to 9.3.7)
 * @param headerType 0 endpoint, 1 bridge, 2 CardBus bridge
 * @param port what the PCI Express capability says it is
 * @param bars those with registers in the header
 * @param virtualBars those of the SR-IOV capability: what one VF has
 * @param vitalProductData what the VPD capability reads and writes
 * @param remembersAsleep it keeps its registers in D3hot even where it does not say No_Soft_Reset
 */
public record FunctionTraits(
        boolean virtual,
        int headerType,
        PortType port,
        List<Bar> bars,
        List<Bar> virtualBars,
        VitalProductData vitalProductData,
        boolean remembersAsleep) {}
