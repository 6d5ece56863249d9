// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.devices;

import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.AcsCapability;
import io.vfio4j.pci.structure.AerCapability;
import io.vfio4j.pci.structure.AriCapability;
import io.vfio4j.pci.structure.AtsCapability;
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.PowerManagementCapability;
import io.vfio4j.pci.structure.PriCapability;
import io.vfio4j.pci.structure.PtmCapability;
import io.vfio4j.pci.structure.SerialNumberCapability;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.List;

/**
 * Models a made-up accelerator under a vendor id that is used for made-up devices, with PASID (20 bits, execute,
 * privileged, not enabled), at most 8 VFs, 64 KiB of memory in BAR 0 and MSI-X in BAR 4. PASID is in the middle of the
 * extended list, with PTM as another capability that vfio-pci does not know.
 */
public final class SampleModel implements DeviceModel {
    /** Names the vendor: Red Hat, for QEMU's devices. */
    public static final int VENDOR_ID = 0x1b36;
    /** Names the device with an id that the vendor has not given out. */
    public static final int DEVICE_ID = 0x00f4;
    /** Names the device of the VFs. */
    public static final int VF_DEVICE_ID = 0x00f5;

    private static final int CLASS_PROCESSING_ACCELERATOR = 0x120000;
    private static final PciAddress ADDRESS = new PciAddress(0, 0x3a, 0, 0);
    private static final long BAR0 = 0x38_0000_0000L;
    private static final long BAR4 = 0x38_0001_0000L;
    private static final long VF_BAR0 = 0x38_0010_0000L;
    private static final long VF_BAR_SIZE = 0x4000;

    /** Makes the model, which has no state. */
    public SampleModel() {}

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public String description() {
        return "a made-up accelerator with PASID and 8 VFs, which computes nothing";
    }

    @Override
    public PciFunctionBuilder function(ModelOptions options) {
        Bar vfBar = Bar.memory64(0, VF_BAR_SIZE).asPrefetchable().at(VF_BAR0);
        return PciFunction.builder(ADDRESS, VENDOR_ID, DEVICE_ID)
                .classCode(CLASS_PROCESSING_ACCELERATOR, 1)
                .subsystem(VENDOR_ID, 0x1100)
                .bar(Bar.memory64(0, 0x10000).asPrefetchable().at(BAR0))
                .bar(Bar.memory64(4, 0x2000).asPrefetchable().at(BAR4))
                .capability(PowerManagementCapability.ofEndpoint())
                .capability(MsiCapability.of(3))
                .capability(PciExpressCapability.ofEndpoint())
                .capability(MsixCapability.of(32, 4, 0, 0x1000))
                .capabilityAt(0x100, AerCapability.withDefaults())
                .capabilityAt(0x148, new SerialNumberCapability(0x5254_00ff_fe12_3456L))
                .capabilityAt(0x158, AriCapability.of(0))
                .capabilityAt(0x160, AtsCapability.pageAligned())
                .capabilityAt(0x168, PasidExtendedCapability.of(new PasidCapability(20, true, true)))
                .capabilityAt(0x170, PriCapability.of(256))
                .capabilityAt(0x180, PtmCapability.ofRequester())
                .capabilityAt(0x190, AcsCapability.ofEndpoint())
                .capabilityAt(0x1c0, SriovCapability.of(8, 1, 1, VF_DEVICE_ID, List.of(vfBar)));
    }
}
