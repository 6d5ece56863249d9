// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.function.CapabilityImage;
import io.vfio4j.emulation.function.ExtendedCapabilities;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.emulation.function.StandardCapabilities;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.PasidCapability;

/** Functions that are built in: a made-up accelerator under a vendor id that is used for made-up devices. */
public final class SampleFunctions {
    /** Red Hat, for QEMU's devices. */
    public static final int VENDOR_ID = 0x1b36;
    /** One that the vendor has not given out. */
    public static final int DEVICE_ID = 0x00f4;
    /** What the VFs have. */
    public static final int VF_DEVICE_ID = 0x00f5;

    private static final int CLASS_PROCESSING_ACCELERATOR = 0x120000;
    private static final PciAddress ADDRESS = new PciAddress(0, 0x3a, 0, 0);
    private static final long BAR0 = 0x38_0000_0000L;
    private static final long BAR4 = 0x38_0001_0000L;
    private static final long VF_BAR0 = 0x38_0010_0000L;
    private static final int SRIOV = 0x1c0;
    private static final int VF_BAR_REGISTER = 0x24;

    private SampleFunctions() {}

    /**
     * An accelerator with PASID (20 bits, execute, privileged, not enabled), at most 8 VFs, 64 KiB of memory in BAR 0
     * and MSI-X in BAR 4. PASID is in the middle of the extended list, with PTM as another capability that vfio-pci
     * does not know.
     */
    public static PciFunctionBuilder physicalFunction() {
        CapabilityImage sriov = ExtendedCapabilities.virtualFunctions(8, 1, 1, VF_DEVICE_ID)
                .u32(VF_BAR_REGISTER, (int) VF_BAR0 | 0xc)
                .u32(VF_BAR_REGISTER + 4, (int) (VF_BAR0 >>> 32));
        return PciFunction.builder(ADDRESS, VENDOR_ID, DEVICE_ID)
                .classCode(CLASS_PROCESSING_ACCELERATOR, 1)
                .subsystem(VENDOR_ID, 0x1100)
                .bar(new Bar(0, Bar.Type.MEMORY_64, true, BAR0, 0x10000))
                .bar(new Bar(4, Bar.Type.MEMORY_64, true, BAR4, 0x2000))
                .capability(StandardCapabilities.powerManagement())
                .capability(StandardCapabilities.msi(3))
                .capability(StandardCapabilities.pciExpressEndpoint())
                .capability(StandardCapabilities.msix(32, 4, 0, 0x1000))
                .capabilityAt(0x100, ExtendedCapabilities.advancedErrorReporting())
                .capabilityAt(0x148, ExtendedCapabilities.serialNumber(0x5254_00ff_fe12_3456L))
                .capabilityAt(0x158, ExtendedCapabilities.alternativeRouting(0))
                .capabilityAt(0x160, ExtendedCapabilities.addressTranslation())
                .capabilityAt(0x168, ExtendedCapabilities.pasid(new PasidCapability(20, true, true), 1))
                .capabilityAt(0x170, ExtendedCapabilities.pageRequests(256))
                .capabilityAt(0x180, ExtendedCapabilities.precisionTime())
                .capabilityAt(0x190, ExtendedCapabilities.accessControl())
                .capabilityAt(SRIOV, sriov);
    }
}
