// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.capability.PciExpressType;
import java.util.List;

/**
 * Holds what decides how registers answer and is not in the registers concerned.
 *
 * @param virtual a VF: much that its PF does for it is hardwired to 0 (PCIe 6.0, 9.3.3 to 9.3.7)
 * @param headerType 0 endpoint, 1 bridge, 2 CardBus bridge
 * @param express it has a PCI Express capability
 * @param port what that says the function is; RESERVED without it
 * @param bars those with registers in the header
 * @param vfBars those of the SR-IOV capability: what one VF has
 * @param vitalProductData what the VPD capability reads and writes
 * @param keepsStateInD3hot it keeps its registers in D3hot even where it does not say No_Soft_Reset
 */
public record FunctionTraits(
        boolean virtual,
        int headerType,
        boolean express,
        PciExpressType port,
        List<Bar> bars,
        List<Bar> vfBars,
        VitalProductData vitalProductData,
        boolean keepsStateInD3hot) {}
