// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.kernel.Ioas;
import io.vfio4j.kernel.IommufdDevice;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import java.util.Locale;

/**
 * Maps more than this process may pin; run with a limit of 64 KiB and without CAP_IPC_LOCK, which lifts it.
 *
 * <pre>java lab.PinnedCheck WAY NAME ADDRESS</pre>
 */
final class PinnedCheck {
    private static final long LIMIT = 64 << 10;
    private static final long AT = 0x1000_0000;

    private PinnedCheck() {}

    public static void main(String[] arguments) {
        KernelOptions.Way way = KernelOptions.Way.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Checks checks = new Checks(arguments[1]);
        try (KernelDevice device =
                        KernelDevice.open(PciAddress.parse(arguments[2]), KernelOptions.DEFAULT.withWay(way));
                SharedBuffer little = SharedBuffer.allocate(LIMIT / 2);
                SharedBuffer much = SharedBuffer.allocate(16 * LIMIT)) {
            DmaRegion half = new DmaRegion(AT, LIMIT / 2, true, true, little);
            DmaRegion beyond = new DmaRegion(2 * AT, 16 * LIMIT, true, true, much);
            checks.succeeds("map half of the limit", () -> device.mapDma(half));
            checks.fails("map beyond it", Errno.ENOMEM, "may pin 64 KiB (RLIMIT_MEMLOCK", () -> device.mapDma(beyond));
            checks.equal("unmap", LIMIT / 2, DmaSpace.bytes(device.unmapAllDma()));
            checks.succeeds("map again", () -> device.mapDma(half));
            device.bound().ifPresent(bound -> {
                device.unmapAllDma();
                copying(checks, bound, much);
            });
        }
        checks.report(arguments[0] + ": beyond RLIMIT_MEMLOCK refused, the limit named, nothing counted twice");
    }

    /** What nothing is attached to is not pinned; its copy in what a device is attached to is. */
    private static void copying(Checks checks, IommufdDevice bound, SharedBuffer much) {
        try (Ioas source = bound.iommufd().allocateIoas();
                Ioas target = bound.iommufd().allocateIoas()) {
            checks.succeeds("map beyond it for nobody", () -> source.map(AT, much.segment(), true, true));
            bound.attach(target);
            checks.fails(
                    "copy beyond it",
                    Errno.ENOMEM,
                    "may pin 64 KiB (RLIMIT_MEMLOCK",
                    () -> target.copy(source, AT, 16 * LIMIT, AT, true, true));
            checks.succeeds("copy half of the limit", () -> target.copy(source, AT, LIMIT / 2, AT, true, true));
            bound.detach();
        }
    }
}
