// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.kernel.ioctl.ContainerAbi.GroupStatus;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.OpeningErrors;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.kernel.node.GroupMembers;
import io.vfio4j.kernel.node.NodeErrors;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.pci.PciAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * Holds a group's node, which the kernel opens once only, and the devices of the group that are open through it. Its
 * container guards it.
 */
final class OpenGroup implements AutoCloseable {
    private final int number;
    private final String node;
    private final DeviceFile file;
    private final Set<PciAddress> devices = new HashSet<>();

    OpenGroup(OpenRequest first, DeviceFile file) {
        number = first.group().number();
        node = first.node();
        this.file = file;
    }

    /** Opens the group of a device; its failures name the device. */
    static OpenGroup open(OpenRequest first) {
        return new OpenGroup(first, openNode(first));
    }

    private static DeviceFile openNode(OpenRequest device) {
        String node = device.node();
        try {
            return DeviceFile.open(node);
        } catch (VfioException failure) {
            throw failure.errno() == Errno.EBUSY
                    ? new VfioException(
                            device.name(),
                            "open(%s)".formatted(node),
                            Errno.EBUSY,
                            GroupMembers.busy(SystemTree.of(SystemTree.THIS_MACHINE), node, device.group()),
                            failure)
                    : NodeErrors.explained(failure, device.name(), node);
        }
    }

    String node() {
        return node;
    }

    /** Returns its number, as in {@code /sys/kernel/iommu_groups}. */
    int number() {
        return number;
    }

    DeviceFile file() {
        return file;
    }

    /**
     * Makes the request VFIO_GROUP_SET_CONTAINER, for a group that is viable.
     *
     * @param neighbours whether the container has another group already
     */
    void join(IoctlFile container, OpenRequest first, boolean neighbours) {
        IoctlFile group = new IoctlFile(first.name(), file);
        requireViable(group, first);
        Request request = Request.VFIO_GROUP_SET_CONTAINER;
        try (Arena arena = Arena.ofConfined();
                EventDescriptor.Hold held = container.file().hold(request.name())) {
            group.call(
                    request,
                    "VFIO_GROUP_SET_CONTAINER(%s)".formatted(node),
                    arena.allocateFrom(JAVA_INT, held.number()),
                    errno -> neighbours ? OpeningErrors.joinContainer(errno) : "");
        }
    }

    private static void requireViable(IoctlFile group, OpenRequest first) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(GroupStatus.SIZE, Long.BYTES);
            putU32(status, DeviceAbi.ARGSZ, GroupStatus.SIZE);
            group.call(Request.VFIO_GROUP_GET_STATUS, status);
            if ((u32(status, DeviceAbi.FLAGS) & GroupStatus.FLAG_VIABLE) == 0) {
                throw new VfioException(
                        group.target(),
                        Request.VFIO_GROUP_GET_STATUS.name(),
                        Errno.EPERM,
                        "its group is not viable: bind every function of it to a VFIO driver or to none (%s)"
                                .formatted(
                                        GroupMembers.describe(SystemTree.of(SystemTree.THIS_MACHINE), first.group())));
            }
        }
    }

    /**
     * Makes the request VFIO_GROUP_GET_DEVICE_FD. The kernel would open a device of a group again and again, and the
     * one that is closed first would switch off what the others use.
     *
     * @throws VfioException EBUSY when it is open already
     */
    IoctlFile device(OpenRequest device) {
        PciAddress address = device.address();
        String operation = "VFIO_GROUP_GET_DEVICE_FD(%s)".formatted(address);
        if (devices.contains(address)) {
            throw new VfioException(
                    device.name(),
                    operation,
                    Errno.EBUSY,
                    "this container has it open already: share that KernelDevice");
        }
        String wanted = device.token()
                .map(uuid -> "%s vf_token=%s".formatted(address, uuid))
                .orElse(address.toString());
        try (Arena arena = Arena.ofConfined()) {
            int number = new IoctlFile(device.name(), file)
                    .call(Request.VFIO_GROUP_GET_DEVICE_FD, operation, arena.allocateFrom(wanted));
            devices.add(address);
            return new IoctlFile(
                    device.name(), DeviceFile.own(FileDescriptor.own(number, "%s %s".formatted(node, address))));
        }
    }

    /** Forgets a device whose descriptor is closed. */
    void forget(PciAddress address) {
        devices.remove(address);
    }

    boolean isUsed() {
        return !devices.isEmpty();
    }

    /** Takes it out of its container, once the kernel has no device of it open any more. */
    @Override
    public void close() {
        file.close();
    }
}
