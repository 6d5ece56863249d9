package io.vfio4j.kernel.device;

import static io.vfio4j.kernel.ioctl.Fields.putU32;
import static io.vfio4j.kernel.ioctl.Fields.u32;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.ContainerAbi;
import io.vfio4j.kernel.ioctl.ContainerAbi.GroupStatus;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.linux.DeviceFile;
import io.vfio4j.linux.FileDescriptor;
import io.vfio4j.pci.PciAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A device that was opened through its group, in a container of its own: VFIO as it was before iommufd. */
final class GroupAccess implements DeviceAccess {
    private final IoctlFile device;
    private final IoctlFile group;
    private final Container container;

    private GroupAccess(IoctlFile device, IoctlFile group, Container container) {
        this.device = device;
        this.group = group;
        this.container = container;
    }

    /**
     * Opens a device through its group.
     *
     * @param name how messages name the device
     * @param node {@code /dev/vfio/N} or {@code /dev/vfio/noiommu-N}
     * @param members what else is in the group, for people
     */
    static GroupAccess open(
            String name, PciAddress address, String node, boolean withoutIommu, String members, Optional<UUID> token) {
        IoctlFile group = new IoctlFile(name, open(name, node));
        try {
            requireViable(group, members);
            Container container = Container.open(name, group, withoutIommu);
            try {
                return new GroupAccess(deviceOf(group, address, token), group, container);
            } catch (Throwable failure) {
                container.close();
                throw failure;
            }
        } catch (Throwable failure) {
            group.close();
            throw failure;
        }
    }

    private static DeviceFile open(String name, String node) {
        try {
            return DeviceFile.open(node);
        } catch (VfioException failure) {
            throw NodeErrors.explained(failure, name, node);
        }
    }

    private static void requireViable(IoctlFile group, String members) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(GroupStatus.SIZE, Long.BYTES);
            putU32(status, DeviceAbi.ARGSZ, GroupStatus.SIZE);
            group.call(Request.VFIO_GROUP_GET_STATUS, status);
            if ((u32(status, DeviceAbi.FLAGS) & GroupStatus.FLAG_VIABLE) == 0) {
                throw new VfioException(
                        group.target(),
                        Request.VFIO_GROUP_GET_STATUS.name(),
                        Errno.EPERM,
                        "its group is not viable: bind every function of it to a VFIO driver or to none (" + members
                                + ")");
            }
        }
    }

    private static IoctlFile deviceOf(IoctlFile group, PciAddress address, Optional<UUID> token) {
        String wanted =
                token.map(uuid -> "%s vf_token=%s".formatted(address, uuid)).orElse(address.toString());
        try (Arena arena = Arena.ofConfined()) {
            int number = group.call(
                    Request.VFIO_GROUP_GET_DEVICE_FD,
                    "VFIO_GROUP_GET_DEVICE_FD(%s)".formatted(address),
                    arena.allocateFrom(wanted));
            String node = "%s %s".formatted(group.file().name(), address);
            return new IoctlFile(group.target(), DeviceFile.own(FileDescriptor.own(number, node)));
        }
    }

    @Override
    public IoctlFile device() {
        return device;
    }

    @Override
    public DmaMapper dma() {
        return container;
    }

    @Override
    public Optional<BoundDevice> bound() {
        return Optional.empty();
    }

    @Override
    public List<Integer> groupDescriptors() {
        return List.of(group.file().number());
    }

    @Override
    public String nodes() {
        return "%s, %s".formatted(group.file().name(), Container.NODE);
    }

    @Override
    public boolean withoutIommu() {
        return container.model() == ContainerAbi.NOIOMMU_IOMMU;
    }

    @Override
    public void close() {
        device.close();
        group.close();
        container.close();
    }
}
