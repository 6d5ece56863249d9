// SPDX-License-Identifier: Apache-2.0

/** A PCI device and its driver. */
module example.adder {
    requires io.vfio4j.all;

    provides io.vfio4j.emulation.DeviceModel with
            example.adder.AdderDevice;
}
