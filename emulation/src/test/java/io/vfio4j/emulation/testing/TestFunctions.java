// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.testing;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.PciExpressCapability;

/** Small functions for tests of one register family each. */
public final class TestFunctions {
    /** Holds the offset at which {@link #with} places a standard capability. */
    public static final int STANDARD = 0x40;
    /** Holds the offset at which {@link #with} places an extended capability. */
    public static final int EXTENDED = 0x100;

    private TestFunctions() {}

    /** A PCI Express endpoint with a BAR and one capability under test. */
    public static PciFunction with(CapabilityStructure capability) {
        return builder()
                .capabilityAt(0x80, PciExpressCapability.ofEndpoint())
                .capability(capability)
                .build();
    }

    /** A function without capabilities. */
    public static PciFunctionBuilder builder() {
        return PciFunction.builder(new PciAddress(0, 1, 0, 0), 0x1b36, 0x0001)
                .bar(new Bar(0, Bar.Type.MEMORY_32, false, 0xfe000000L, 0x1000));
    }
}
