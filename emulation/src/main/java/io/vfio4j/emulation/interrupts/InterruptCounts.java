// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.interrupts;

import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostCapabilities;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.MsixCapability;

/**
 * Tells how many vectors each interrupt index has: vfio_pci_get_irq_count() and vfio_pci_ioctl_get_irq_info() of
 * drivers/vfio/pci/vfio_pci_core.c.
 *
 * @param intx 1 when the function has an interrupt pin
 * @param msi 1 to 32, 0 without MSI
 * @param msix 1 to 2048, 0 without MSI-X
 * @param err 1 for PCI Express
 */
public record InterruptCounts(int intx, int msi, int msix, int err) {

    public static InterruptCounts of(PciFunction function, int pin) {
        int msi = HostCapabilities.find(function, CapabilityId.MSI);
        int msix = HostCapabilities.find(function, CapabilityId.MSIX);
        return new InterruptCounts(
                pin == 0 ? 0 : 1,
                msi == 0 ? 0 : 1 << ((function.readConfig(msi + 2, 2) >>> 1) & 7),
                msix == 0 ? 0 : MsixCapability.vectors(function.readConfig(msix + MsixCapability.CONTROL_OFFSET, 2)),
                HostCapabilities.find(function, CapabilityId.EXP) == 0 ? 0 : 1);
    }

    /** Returns the vectors of an index, 0 for one that does not exist. */
    int of(int index) {
        return switch (index) {
            case VfioPci.INTX_IRQ -> intx;
            case VfioPci.MSI_IRQ -> msi;
            case VfioPci.MSIX_IRQ -> msix;
            case VfioPci.ERR_IRQ -> err;
            case VfioPci.REQ_IRQ -> 1;
            default -> 0;
        };
    }

    /** Returns whether VFIO_DEVICE_GET_IRQ_INFO knows the index: one without vectors too, except for errors. */
    boolean known(int index) {
        return index >= 0 && index < VfioPci.IRQS && (index != VfioPci.ERR_IRQ || err != 0);
    }

    /** Returns what VFIO_DEVICE_GET_IRQ_INFO answers. MSI-X vectors can be added later, as on hosts of today. */
    IrqInfo info(int index) {
        int flags = switch (index) {
            case VfioPci.INTX_IRQ -> IrqInfo.MASKABLE | IrqInfo.AUTOMASKED;
            case VfioPci.MSIX_IRQ -> msix == 0 ? IrqInfo.NORESIZE : 0;
            default -> IrqInfo.NORESIZE;
        };
        return new IrqInfo(index, IrqInfo.EVENTFD | flags, of(index));
    }
}
