// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.targets.DumpFile;
import io.vfio4j.cli.targets.OpenTarget;
import io.vfio4j.cli.targets.Target;
import io.vfio4j.device.DeviceConfigSpace;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.BarValue;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration space to show.
 *
 * @param target the user's name of it
 * @param hardware whether it is the hardware's own, so that what vfio-pci would hide is in it
 * @param function the space, and what else a dump has
 */
record ConfigView(String target, boolean hardware, DumpedFunction function) {
    private static final PciAddress NO_ADDRESS = new PciAddress(0, 0, 0, 0);

    /**
     * Reads a target's configuration space.
     *
     * @param kernel how it is opened, if it is a function of this machine
     * @throws Failure when it cannot be read
     */
    static ConfigView of(Target target, KernelOptions kernel, Console console) {
        if (target instanceof Target.Dump(var reference)) {
            return new ConfigView(target.toString(), true, DumpFile.load(reference, console));
        }
        try (OpenTarget opened = OpenTarget.open(target, kernel, console)) {
            VfioDevice device = opened.device();
            if (!device.info().pci()) {
                throw new Failure(target + ": is not a PCI device, so it has no configuration space");
            }
            ConfigSpace config = DeviceConfigSpace.read(device);
            return new ConfigView(
                    target.toString(),
                    opened.hardware(),
                    new DumpedFunction(
                            target instanceof Target.Pci(var address) ? address : NO_ADDRESS,
                            target.toString(),
                            config,
                            bars(device, config)));
        }
    }

    ConfigSpace config() {
        return function.config();
    }

    private static List<Bar> bars(VfioDevice device, ConfigSpace config) {
        List<Bar> bars = new ArrayList<>();
        if (config.headerType() != Registers.HEADER_TYPE_NORMAL) {
            return bars;
        }
        for (int index = VfioPci.BAR0_REGION; index <= VfioPci.BAR5_REGION; index++) {
            RegionInfo region = device.regionInfo(index);
            if (Long.bitCount(region.size()) == 1) {
                bars.add(BarValue.decode(config, Registers.BAR_0, index, Registers.BARS)
                        .bar(index, region.size()));
            }
        }
        return bars;
    }
}
