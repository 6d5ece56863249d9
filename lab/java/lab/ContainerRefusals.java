// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.Errno;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.VfioContainer;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.util.List;

/** Who may not come into a container, and what is said to them. */
record ContainerRefusals(Checks checks, PciAddress alone, PciAddress one, PciAddress other) {
    /** pci-pf-stub does nothing with a function, but does not say, as pci-stub does, that it leaves DMA alone. */
    void viability(String companion) throws IOException {
        new GuestFunction(companion).bindTo("pci-pf-stub");
        try (VfioContainer container = VfioContainer.open()) {
            checks.fails(
                    "open in a group of which a function has a host driver",
                    Errno.EPERM,
                    companion + " pci-pf-stub",
                    () -> ContainerCheck.open(one, container).close());
            checks.equal("groups in the container", List.of(), container.groups());
            checks.succeeds(
                    "open a device of another group in it",
                    () -> ContainerCheck.open(alone, container).close());
            new GuestFunction(companion).bindToVfio();
            checks.succeeds(
                    "open in the group when all are on VFIO",
                    () -> ContainerCheck.open(one, container).close());
        }
        checks.report("a group that is not viable is refused, and leaves the container as it was");
    }

    void refusals() {
        KernelOptions group = KernelOptions.DEFAULT.withWay(KernelOptions.Way.GROUP);
        KernelOptions cdev = KernelOptions.DEFAULT.withWay(KernelOptions.Way.CDEV);
        try (VfioContainer container = VfioContainer.open();
                VfioContainer second = VfioContainer.open();
                KernelDevice device = ContainerCheck.open(one, container)) {
            checks.fails(
                    "the same device again",
                    Errno.EBUSY,
                    "this container has it open already",
                    () -> ContainerCheck.open(one, container).close());
            checks.fails(
                    "its group in another container",
                    Errno.EBUSY,
                    "this process has /dev/vfio/",
                    () -> ContainerCheck.open(other, second).close());
            checks.fails(
                    "its group without a container to share",
                    Errno.EBUSY,
                    "share a VfioContainer",
                    () -> KernelDevice.open(other, group).close());
            checks.fails(
                    "a device of the group by its own node",
                    Errno.EBUSY,
                    "the node of its group",
                    () -> KernelDevice.open(other, cdev).close());
            checks.fails(
                    "its own node in a container",
                    Errno.EINVAL,
                    "through their groups",
                    () -> KernelDevice.open(other, container, cdev).close());
            checks.fails(
                    "page tables of PASIDs",
                    Errno.EOPNOTSUPP,
                    "iommufd",
                    () -> KernelDevice.open(other, container, KernelOptions.DEFAULT.withPasidPageTables())
                            .close());
            checks.equal("groups in the second", List.of(), second.groups());
            checks.that("the device works all the same", device.info().pci());
        }
        try (KernelDevice device = KernelDevice.open(one, cdev);
                VfioContainer container = VfioContainer.open()) {
            checks.fails(
                    "the group of a device that is open by its own node",
                    Errno.EBUSY,
                    "this process has /dev/vfio/devices/vfio",
                    () -> ContainerCheck.open(other, container).close());
            checks.that("that device works all the same", device.info().pci());
        }
        checks.report("refused: a device or a group twice, mixed ways in");
    }
}
