// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.device.DeviceConfigSpace;
import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.HotResetScope;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The project's client on the real /dev/vfio: every operation of a device that is bound to vfio-pci, in one way in.
 *
 * <pre>java lab.KernelClientCheck WAY FUNCTIONS</pre>
 *
 * <p>WAY is cdev or group. FUNCTIONS has lines NAME ADDRESS of functions that are bound.
 */
final class KernelClientCheck {
    private static final int MEMORY = 2;
    private static final int ABSENT_FEATURE = 999;

    private final String way;
    private final KernelOptions options;

    private KernelClientCheck(String way) {
        this.way = way;
        options = KernelOptions.DEFAULT.withWay(way.equals("cdev") ? KernelOptions.Way.CDEV : KernelOptions.Way.GROUP);
    }

    public static void main(String[] arguments) throws IOException {
        KernelClientCheck client = new KernelClientCheck(arguments[0]);
        // The first open and close loads what the JVM keeps open.
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            KernelDevice.open(PciAddress.parse(line.split(" ", -1)[1]), client.options)
                    .close();
        }
        long before = OwnProcess.openFiles();
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            String[] words = line.split(" ", -1);
            client.check(words[0], PciAddress.parse(words[1]));
        }
        Checks checks = new Checks("client");
        checks.equal("open descriptors after all was closed", before, OwnProcess.openFiles());
        checks.report(client.way + ": no descriptor is left open");
    }

    private void check(String name, PciAddress address) {
        Checks checks = new Checks(name);
        try (KernelDevice device = KernelDevice.open(address, options)) {
            information(checks, device);
            registers(checks, device);
            others(checks, address);
            checks.report(device.nodes() + ": information, registers, features, resets, a second user");
            DmaChecks.run(checks, device);
            if (device.bound().isPresent()) {
                DmaChecks.addressSpaces(checks, device);
            }
            if (name.equals("sample") && device.bound().isPresent()) {
                PasidChecks.run(checks, device, 20);
            }
            if (name.equals("narrow") && device.bound().isPresent()) {
                PasidChecks.run(checks, device, 8);
            }
            if (name.equals("edu")) {
                EduChecks.run(checks, device);
            }
        }
    }

    private static void information(Checks checks, KernelDevice device) {
        DeviceInfo info = device.info();
        checks.that("it is a PCI device", info.pci());
        checks.that("it can be reset", info.resettable());
        checks.that("regions: " + info.regions(), info.regions() >= VfioPci.REGIONS);
        checks.equal("interrupt kinds", VfioPci.IRQS, info.irqs());
        checks.that("BAR 0 exists", device.regionInfo(VfioPci.BAR0_REGION).size() > 0);
        checks.equal(
                "region offset", VfioPci.regionOffset(7), device.regionInfo(7).offset());
        checks.fails("no such region", Errno.EINVAL, "region 99", () -> device.regionInfo(99));
        checks.fails("no such interrupt", Errno.EINVAL, "irq 99", () -> device.irqInfo(99));
        checks.fails("VGA of something else", Errno.EINVAL, "VGA", () -> device.regionInfo(VfioPci.VGA_REGION));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(4);
            checks.fails(
                    "no such feature",
                    Errno.ENOTTY,
                    "VFIO_DEVICE_FEATURE(999, GET)",
                    () -> device.feature(ABSENT_FEATURE | FeatureFlags.GET, data));
            checks.fails("unknown flag", Errno.EINVAL, "EINVAL", () -> device.feature(1 << 30, data));
        }
        checks.succeeds("reset", device::reset);
        HotResetScope scope = device.hotResetScope();
        checks.that(
                "a hot reset would reset it: " + scope,
                scope.functions().stream()
                        .anyMatch(function ->
                                device.name().endsWith(function.address().toString())));
        if (config(device).find(CapabilityId.EXP).isPresent()) {
            // QEMU's root port does not report the link as active again, whatever function is behind it.
            checks.fails("hot reset", Errno.ENOTTY, "did not come back", device::hotReset);
        } else {
            checks.succeeds("hot reset", device::hotReset);
        }
    }

    private static CapabilityList config(KernelDevice device) {
        return CapabilityList.of(DeviceConfigSpace.read(device));
    }

    private static void registers(Checks checks, KernelDevice device) {
        ConfigSpace config = DeviceConfigSpace.read(device);
        checks.that("vendor", config.u16(0) != 0xffff && config.u16(0) != 0);
        MemorySegment buffer = MemorySegment.ofArray(new int[2000]);
        checks.equal(
                "the whole space at once",
                config.size(),
                device.read(VfioPci.CONFIG_REGION, 0, buffer, 0, config.size()));
        checks.equal("its first dword", config.u32(0), buffer.get(JAVA_INT, 0));
        checks.fails(
                "past its end",
                Errno.EFAULT,
                "outside of the configuration space",
                () -> device.read(VfioPci.CONFIG_REGION, config.size() - 2, buffer, 0, 4));
        checks.fails(
                "negative offset", Errno.EFAULT, "outside", () -> device.read(VfioPci.CONFIG_REGION, -1, buffer, 0, 4));
        checks.fails(
                "another region's bytes",
                Errno.EINVAL,
                "outside",
                () -> device.read(VfioPci.BAR0_REGION, VfioPci.regionOffset(7), buffer, 0, 4));
        MemorySegment off = MemorySegment.ofArray(new int[1]);
        device.write(VfioPci.CONFIG_REGION, Registers.COMMAND, off, 0, 2);
        checks.fails(
                "BAR 0 with memory off",
                Errno.EIO,
                "off in the command register",
                () -> device.read(VfioPci.BAR0_REGION, 0, buffer, 0, 4));
        off.set(JAVA_INT, 0, MEMORY);
        device.write(VfioPci.CONFIG_REGION, Registers.COMMAND, off, 0, 2);
        checks.equal("BAR 0 with memory on", 4, device.read(VfioPci.BAR0_REGION, 0, buffer, 0, 4));
        long size = device.regionInfo(VfioPci.BAR0_REGION).size();
        checks.fails(
                "past the end of BAR 0",
                Errno.EINVAL,
                "outside of the region",
                () -> device.read(VfioPci.BAR0_REGION, size, buffer, 0, 4));
        checks.equal("up to the end of BAR 0", 2, device.read(VfioPci.BAR0_REGION, size - 2, buffer, 0, 4));
    }

    /** Who comes second, in either way, gets a clear answer. */
    private void others(Checks checks, PciAddress address) {
        if (way.equals("cdev")) {
            checks.fails(
                    "open it twice",
                    Errno.EINVAL,
                    "already open, here or elsewhere",
                    () -> KernelDevice.open(address, options).close());
            checks.fails(
                    "open its group",
                    Errno.EBUSY,
                    "open",
                    () -> KernelDevice.open(address, options.withWay(KernelOptions.Way.GROUP))
                            .close());
        } else {
            checks.fails(
                    "open its group twice",
                    Errno.EBUSY,
                    "this process has /dev/vfio/",
                    () -> KernelDevice.open(address, options).close());
        }
    }
}
