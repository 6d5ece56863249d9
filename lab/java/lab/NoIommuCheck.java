// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * A function that no IOMMU holds back: refused unless asked for, and then without any mapping of memory.
 *
 * <pre>java lab.NoIommuCheck NAME ADDRESS WAY</pre>
 */
final class NoIommuCheck {
    private NoIommuCheck() {}

    public static void main(String[] arguments) {
        Checks checks = new Checks(arguments[0]);
        PciAddress address = PciAddress.parse(arguments[1]);
        checks.fails(
                "open",
                Errno.EPERM,
                "no IOMMU holds this device back",
                () -> KernelDevice.open(address).close());
        KernelOptions way =
                KernelOptions.DEFAULT.withWay(KernelOptions.Way.valueOf(arguments[2].toUpperCase(Locale.ROOT)));
        checks.fails(
                "open it that way",
                Errno.EPERM,
                "no IOMMU",
                () -> KernelDevice.open(address, way).close());
        try (KernelDevice device = KernelDevice.open(address, way.allowingNoIommu());
                SharedBuffer buffer = SharedBuffer.allocate(4096)) {
            checks.that("it says so", device.withoutIommu());
            MemorySegment dword = MemorySegment.ofArray(new int[1]);
            checks.equal("read its ids", 4, device.read(VfioPci.CONFIG_REGION, 0, dword, 0, 4));
            checks.that("ids", dword.get(JAVA_INT, 0) != -1 && dword.get(JAVA_INT, 0) != 0);
            checks.that("it can be reset", device.info().resettable());
            checks.succeeds("reset", device::reset);
            checks.fails(
                    "map memory",
                    Errno.EOPNOTSUPP,
                    "no IOMMU translates",
                    () -> device.mapDma(new DmaRegion(0x1000_0000, 4096, true, true, buffer)));
            checks.fails("ask for addresses", Errno.EOPNOTSUPP, "no IOMMU translates", device::iovaRanges);
        }
        checks.report(arguments[2] + ": no-IOMMU mode: refused unless asked for, works then, maps nothing");
    }
}
