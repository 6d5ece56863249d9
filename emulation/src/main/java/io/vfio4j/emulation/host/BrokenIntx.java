// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;

/** Knows devices whose INTx vfio-pci does not use, by id: vfio_pci_nointx() of drivers/vfio/pci/vfio_pci_core.c. */
final class BrokenIntx {
    private static final int INTEL = 0x8086;

    private BrokenIntx() {}

    static boolean of(PciFunction function) {
        if (function.vendorId() != INTEL) {
            return false;
        }
        int device = function.deviceId();
        return device == 0x1572
                || device == 0x1574
                || device == 0x1580
                || device == 0x1581
                || (device >= 0x1583 && device <= 0x158b)
                || (device >= 0x37d0 && device <= 0x37d2)
                || device == 0x1563;
    }
}
