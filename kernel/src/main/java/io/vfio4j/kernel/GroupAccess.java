// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.descriptor.CloseSteps;
import io.vfio4j.kernel.dma.ContainerIommu;
import io.vfio4j.kernel.dma.DmaMapper;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/** Opens a device through its group, which is in a container: VFIO as it was before iommufd. */
final class GroupAccess implements DeviceAccess {
    private static final long COMMAND = VfioPci.regionOffset(VfioPci.CONFIG_REGION) + Registers.COMMAND;

    private final IoctlFile device;
    private final PciAddress address;
    private final OpenGroup group;
    private final VfioContainer container;
    private final ContainerIommu iommu;

    GroupAccess(IoctlFile device, PciAddress address, OpenGroup group, VfioContainer container, ContainerIommu iommu) {
        this.device = device;
        this.address = address;
        this.group = group;
        this.container = container;
        this.iommu = iommu;
    }

    @Override
    public IoctlFile device() {
        return device;
    }

    @Override
    public DmaMapper dma() {
        return iommu;
    }

    @Override
    public Optional<IommufdDevice> bound() {
        return Optional.empty();
    }

    @Override
    public Map<Integer, DeviceFile> groups() {
        return container.groupFiles();
    }

    @Override
    public String nodes() {
        return "%s, %s".formatted(group.node(), Nodes.CONTAINER);
    }

    @Override
    public boolean withoutIommu() {
        return iommu.withoutIommu();
    }

    /** {@inheritDoc} The mappings of others in the container stay, so the device itself must be kept from them. */
    @Override
    public void stopDma() {
        DeviceFile config = device.file().withOwnBuffer();
        MemorySegment command = MemorySegment.ofArray(new short[1]);
        try {
            if (config.read(COMMAND, command, 0, Short.BYTES) == Short.BYTES) {
                short value = command.get(JAVA_SHORT_UNALIGNED, 0);
                command.set(JAVA_SHORT_UNALIGNED, 0, (short) (value & ~Registers.COMMAND_MASTER));
                config.write(COMMAND, command, 0, Short.BYTES);
            }
        } catch (VfioException _) {
            // Somebody has closed the descriptor, which ends its DMA, too.
        }
    }

    @Override
    public void close() {
        CloseSteps.runAll(device::close, () -> container.leave(group, address));
    }
}
