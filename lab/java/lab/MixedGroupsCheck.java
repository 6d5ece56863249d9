// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.VfioContainer;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A function that no IOMMU is behind, and one that has an IOMMU, in one container: never together.
 *
 * <pre>java lab.MixedGroupsCheck HELD FREE</pre>
 *
 * <p>Both are addresses; HELD is on vfio-pci, and the kernel permits no-IOMMU mode.
 */
final class MixedGroupsCheck {
    private static final long AT = 0x10_0000;

    private MixedGroupsCheck() {}

    public static void main(String[] arguments) throws IOException {
        Checks checks = new Checks("container");
        PciAddress held = PciAddress.parse(arguments[0]);
        PciAddress free = PciAddress.parse(arguments[1]);
        KernelOptions withoutIommu = KernelOptions.DEFAULT.allowingNoIommu();
        new GuestFunction(arguments[1]).bindToVfio();
        try (VfioContainer container = VfioContainer.open();
                SharedBuffer buffer = ContainerCheck.buffer()) {
            KernelDevice device = ContainerCheck.open(held, container);
            checks.fails(
                    "one without an IOMMU, unless asked for",
                    Errno.EPERM,
                    "no IOMMU holds this device back",
                    () -> ContainerCheck.open(free, container).close());
            checks.fails(
                    "one without an IOMMU beside one with",
                    Errno.EPERM,
                    "cannot share a container",
                    () -> KernelDevice.open(free, container, withoutIommu).close());
            checks.succeeds("map all the same", () -> container.mapDma(ContainerCheck.region(AT, buffer)));
            device.close();
            try (KernelDevice alone = KernelDevice.open(free, container, withoutIommu)) {
                checks.that("it says that it has no IOMMU", alone.withoutIommu());
                MemorySegment dword = MemorySegment.ofArray(new int[1]);
                checks.equal("read its ids", 4, alone.read(VfioPci.CONFIG_REGION, 0, dword, 0, 4));
                checks.fails(
                        "one with an IOMMU beside one without",
                        Errno.EPERM,
                        "cannot share a container",
                        () -> ContainerCheck.open(held, container).close());
                checks.fails(
                        "map in a container without an IOMMU",
                        Errno.EOPNOTSUPP,
                        "no IOMMU translates",
                        () -> container.mapDma(ContainerCheck.region(AT, buffer)));
                checks.equal("groups", 1, container.groups().size());
            }
            checks.equal("groups", List.of(), container.groups());
            try (KernelDevice again = ContainerCheck.open(held, container)) {
                checks.that("it has one", !again.withoutIommu());
                checks.succeeds("map with an IOMMU again", () -> container.mapDma(ContainerCheck.region(AT, buffer)));
            }
        }
        checks.report("with and without an IOMMU: either in one container, never both at once");
    }
}
