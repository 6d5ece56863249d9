// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.VitalProductData;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Describes what a function is made of.
 *
 * @param vendorId as the operating system knows it
 * @param deviceId as the operating system knows it
 * @param config its registers when it is made
 * @param bars its BARs
 * @param contents what makes the contents of a BAR, by its index; memory where there is none
 * @param registerBars the BARs that have registers of their own: none of a VF
 * @param vfBars what the VF BARs of its SR-IOV capability are, for one VF
 * @param vitalProductData what the VPD capability reads
 * @param keepsStateInD3hot it keeps its registers in D3hot even where it does not say No_Soft_Reset
 */
record FunctionDescription(
        PciAddress address,
        int vendorId,
        int deviceId,
        ConfigSpace config,
        List<Bar> bars,
        Map<Integer, Function<Bus, BarContents>> contents,
        List<Bar> registerBars,
        List<Bar> vfBars,
        VitalProductData vitalProductData,
        boolean keepsStateInD3hot) {}
