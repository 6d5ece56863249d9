// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.VitalProductData;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.util.List;

/**
 * What a function is made of.
 *
 * @param vendorId as the operating system knows it
 * @param deviceId as the operating system knows it
 * @param config its registers when it is made
 * @param resources what its BARs are and what is behind them
 * @param registerBars the BARs that have registers of their own: none of a VF
 * @param virtualBars what the VF BARs of its SR-IOV capability are, for one VF
 * @param vitalProductData what the VPD capability reads
 * @param remembersAsleep it keeps its registers in D3hot even where it does not say No_Soft_Reset
 */
record FunctionDescription(
        PciAddress address,
        int vendorId,
        int deviceId,
        ConfigSpace config,
        BarResources resources,
        List<Bar> registerBars,
        List<Bar> virtualBars,
        VitalProductData vitalProductData,
        boolean remembersAsleep) {}
