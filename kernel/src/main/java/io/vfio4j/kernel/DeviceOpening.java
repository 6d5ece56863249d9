// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.node.NodeErrors;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.pci.PciAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out how a function can be opened, and opens it. */
final class DeviceOpening {
    private static final String OPEN = "open";

    private final SystemTree tree = SystemTree.of(SystemTree.THIS_MACHINE);
    private final String name;
    private final SysfsFunction function;
    private final KernelOptions options;
    private final Optional<IommuGroup> group;

    private DeviceOpening(PciAddress address, KernelOptions options) {
        this.options = options;
        name = "pci:" + address;
        function = SysfsFunction.find(tree, address).orElseThrow(() -> noSuchFunction(address));
        if (!VfioDrivers.bound(function)) {
            throw refused(
                    Errno.ENODEV,
                    OpeningRefused.Reason.NO_VFIO_DRIVER,
                    function.driver()
                            .map(driver -> "bound to " + driver + ", not to a VFIO driver")
                            .orElse("not bound to a VFIO driver"));
        }
        group = function.iommuGroup().map(number -> IommuGroup.read(tree, number));
    }

    static KernelDevice open(PciAddress address, KernelOptions options) {
        DeviceOpening opening = new DeviceOpening(address, options);
        return opening.device(opening.choose());
    }

    static KernelDevice open(PciAddress address, Ioas shared, KernelOptions options) {
        DeviceOpening opening = new DeviceOpening(address, options);
        opening.requireIommu();
        if (options.way() == KernelOptions.Way.GROUP) {
            throw opening.failure(Errno.EINVAL, "an address space of iommufd cannot be shared through a group");
        }
        return opening.device(opening.cdev(shared.iommufd(), shared));
    }

    static KernelDevice open(PciAddress address, VfioContainer shared, KernelOptions options) {
        DeviceOpening opening = new DeviceOpening(address, options);
        opening.requireIommu();
        if (options.way() == KernelOptions.Way.CDEV) {
            throw opening.failure(
                    Errno.EINVAL, "a container is shared by devices that are opened through their groups");
        }
        return opening.device(shared.open(opening.groupDevice()));
    }

    private KernelDevice device(DeviceAccess access) {
        return new KernelDevice(name, function, options, access);
    }

    private DeviceAccess choose() {
        requireIommu();
        return switch (options.way()) {
            case CDEV -> cdev();
            case GROUP -> group();
            case AUTO -> cdevUsable() ? cdev() : group();
        };
    }

    private void requireIommu() {
        if (withoutIommu() && !options.withoutIommu()) {
            throw refused(
                    Errno.EPERM,
                    OpeningRefused.Reason.NO_IOMMU,
                    "no IOMMU holds this device back (no-IOMMU mode): it would reach all memory;"
                            + " opened only when asked for (KernelOptions.allowingNoIommu)");
        }
    }

    private boolean withoutIommu() {
        return group.map(IommuGroup::withoutIommu).orElse(false)
                || function.vfioDevice()
                        .filter(node -> node.startsWith("noiommu-"))
                        .isPresent();
    }

    /**
     * Tells whether to open the device by its own node: a user to whom only the group was given gets it that way.
     * Without a group, the failure names what cdev lacks.
     */
    private boolean cdevUsable() {
        Optional<String> node = function.vfioDevice();
        if (node.isEmpty() || !NodeErrors.exists(Nodes.DEVICES + node.get())) {
            return false;
        }
        if (!NodeErrors.exists(groupNode())) {
            return true;
        }
        return NodeErrors.exists(Nodes.IOMMU)
                && ((NodeErrors.opens(Nodes.DEVICES + node.get()) && NodeErrors.opens(Nodes.IOMMU))
                        || !NodeErrors.opens(groupNode()));
    }

    private Iommufd openIommufd() {
        try {
            return Iommufd.open();
        } catch (VfioException failure) {
            throw NodeErrors.explained(failure, name, Nodes.IOMMU);
        }
    }

    private CdevAccess cdev() {
        Iommufd iommufd = openIommufd();
        try {
            return cdev(iommufd, null);
        } catch (Throwable failure) {
            iommufd.close();
            throw failure;
        }
    }

    private CdevAccess cdev(Iommufd iommufd, @Nullable Ioas shared) {
        String node = Nodes.DEVICES
                + function.vfioDevice()
                        .orElseThrow(() -> failure(
                                Errno.ENOENT,
                                "the kernel gives it no node of its own (Linux 6.6, CONFIG_VFIO_DEVICE_CDEV)"));
        DeviceFile file;
        try {
            file = DeviceFile.open(node);
        } catch (VfioException failure) {
            throw NodeErrors.explained(failure, name, node);
        }
        try {
            return CdevAccess.bind(
                    new IoctlFile(name, file),
                    iommufd,
                    shared,
                    options.pasidPageTables(),
                    options.vfToken(),
                    withoutIommu());
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    /** Opens the device through its group, in a container of its own, which ends with it. */
    private GroupAccess group() {
        OpenRequest device = groupDevice();
        try (VfioContainer own = VfioContainer.open(name, Nodes.CONTAINER)) {
            return own.open(device);
        }
    }

    private OpenRequest groupDevice() {
        if (options.pasidPageTables()) {
            throw failure(
                    Errno.EOPNOTSUPP, "page tables for PASIDs need iommufd, and this device was opened by its group");
        }
        if (group.isEmpty()) {
            throw refused(
                    Errno.ENODEV, OpeningRefused.Reason.NO_IOMMU_GROUP, "it has no IOMMU group, so no IOMMU is on");
        }
        return new OpenRequest(name, function.address(), group.get(), withoutIommu(), options.vfToken());
    }

    private String groupNode() {
        return Nodes.group(group.map(IommuGroup::number).orElse(-1), withoutIommu());
    }

    /** Returns the failure to open a function that this machine does not have. */
    static VfioException noSuchFunction(PciAddress address) {
        return new VfioException(
                "pci:" + address,
                OPEN,
                Errno.ENODEV,
                "this machine has no such function",
                new OpeningRefused(OpeningRefused.Reason.NO_SUCH_FUNCTION, address));
    }

    private VfioException refused(Errno errno, OpeningRefused.Reason reason, String why) {
        return new VfioException(name, OPEN, errno, why, new OpeningRefused(reason, function.address()));
    }

    private VfioException failure(Errno errno, String why) {
        return new VfioException(name, OPEN, errno, why);
    }
}
