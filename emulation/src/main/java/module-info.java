// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** PCI functions in software: the hardware, what vfio-pci shows of it, and the device that results. */
@NullMarked
module io.vfio4j.emulation {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;

    exports io.vfio4j.emulation;
    exports io.vfio4j.emulation.function;

    uses io.vfio4j.emulation.DeviceModel;
}
