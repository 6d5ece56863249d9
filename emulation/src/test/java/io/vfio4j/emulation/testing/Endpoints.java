// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.testing;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.PciExpressCapability;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Functions for tests of what vfio-pci shows. */
public final class Endpoints {
    private Endpoints() {}

    /** An endpoint with an interrupt pin and three BARs, without capabilities. */
    public static PciFunctionBuilder plain() {
        return PciFunction.builder(new PciAddress(0, 1, 0, 0), 0x1b36, 0x0001)
                .interruptPin(1)
                .bar(new Bar(0, Bar.Type.MEMORY_32, false, 0xfe000000L, 0x4000))
                .bar(new Bar(1, Bar.Type.IO, false, 0xc000, 0x40))
                .bar(new Bar(2, Bar.Type.MEMORY_64, true, 0x38_0000_0000L, 0x2_0000_0000L));
    }

    /** Builds {@link #plain} with these capabilities first and PCI Express behind them. */
    public static PciFunction with(CapabilityStructure... capabilities) {
        PciFunctionBuilder builder = plain();
        for (CapabilityStructure capability : capabilities) {
            builder.capability(capability);
        }
        return builder.capability(PciExpressCapability.ofEndpoint()).build();
    }

    /** A function with the registers and BARs of another, changed. */
    public static PciFunction changed(PciFunction function, Consumer<ConfigSpace> change) {
        ConfigSpace config = function.config();
        change.accept(config);
        List<Bar> bars = IntStream.rangeClosed(0, Bar.ROM_INDEX)
                .mapToObj(function::bar)
                .flatMap(Optional::stream)
                .toList();
        return PciFunction.builder(new DumpedFunction(function.address(), "", config, bars))
                .build();
    }

    /** The sample PF with VFs. */
    public static PciFunction physical() {
        return SampleFunctions.physicalFunction().withVirtualFunctions(2).build();
    }
}
