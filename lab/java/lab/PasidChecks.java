// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.Errno;
import io.vfio4j.kernel.Hwpt;
import io.vfio4j.kernel.Ioas;
import io.vfio4j.kernel.IommuDescription;
import io.vfio4j.kernel.IommuModel;
import io.vfio4j.kernel.IommufdDevice;
import io.vfio4j.kernel.KernelDevice;
import java.util.EnumSet;
import java.util.Set;

/**
 * Page tables of a device and of its PASIDs: which may be attached to what, in which order, and what the kernel says.
 */
final class PasidChecks {
    private static final Set<Hwpt.Flag> WITHOUT = EnumSet.noneOf(Hwpt.Flag.class);
    private static final Set<Hwpt.Flag> WITH = EnumSet.of(Hwpt.Flag.PASID);

    private static final int FULL = 20;

    private final Checks checks;
    private final IommufdDevice bound;
    private final int width;

    private PasidChecks(Checks checks, IommufdDevice bound, int width) {
        this.checks = checks;
        this.bound = bound;
        this.width = width;
    }

    /** A device whose PASID is enabled with all that it has. */
    static void run(Checks checks, KernelDevice device, int width) {
        PasidChecks pasid = new PasidChecks(checks, device.bound().orElseThrow(), width);
        pasid.hardwareInfo(device);
        try (Ioas ioas = pasid.bound.iommufd().allocateIoas()) {
            pasid.attaching(ioas);
            pasid.mixing(ioas);
        }
        checks.report(
                "IOMMU_GET_HW_INFO; page tables of the device and of PASIDs attached, replaced, detached, refused");
    }

    private void hardwareInfo(KernelDevice device) {
        IommuDescription info = device.hardwareInfo().orElseThrow();
        checks.equal("width of device and IOMMU", width, info.maxPasidLog2());
        checks.that("execute permission is enabled", info.pasid().execute());
        checks.equal("privileged mode is enabled", width == FULL, info.pasid().privileged());
        checks.that("the IOMMU is " + info.model(), info.model() instanceof IommuModel.IntelVtd);
        checks.equal("width of the IOMMU", FULL, info.model().pasidWidth());
    }

    private void attaching(Ioas ioas) {
        int last = (1 << width) - 1;
        Hwpt first = bound.allocateHwpt(ioas, WITH);
        Hwpt second = bound.allocateHwpt(ioas, WITH);
        checks.equal("attach to the device", first.id(), bound.attach(first));
        checks.equal("attach to PASID 7", first.id(), bound.attach(7, first));
        checks.equal("replace at PASID 7", second.id(), bound.attach(7, second));
        checks.equal("replace at the device", second.id(), bound.attach(second));
        checks.equal("attach to PASID 1", first.id(), bound.attach(1, first));
        checks.equal("attach to the last PASID", first.id(), bound.attach(last, first));
        checks.fails("destroy while attached", Errno.EBUSY, "still in use", first::close);
        if (width < FULL) {
            checks.fails(
                    "PASID beyond the width", Errno.EINVAL, "pasid=" + (last + 1), () -> bound.attach(last + 1, first));
        }
        for (int pasid : new int[] {7, 1, last}) {
            checks.succeeds("detach PASID " + pasid, () -> bound.detach(pasid));
            checks.succeeds("detach PASID %d again".formatted(pasid), () -> bound.detach(pasid));
        }
        checks.succeeds("detach a PASID that never was", () -> bound.detach(99));
        checks.succeeds("detach the device", bound::detach);
        checks.succeeds("detach the device again", bound::detach);
        checks.succeeds("destroy", first::close);
        checks.succeeds("destroy again", first::close);
        checks.succeeds("destroy the other", second::close);
    }

    /** A page table without the flag and PASIDs exclude each other, whoever comes first. */
    private void mixing(Ioas ioas) {
        Hwpt plain = bound.allocateHwpt(ioas, WITHOUT);
        Hwpt flagged = bound.allocateHwpt(ioas, WITH);
        checks.succeeds("attach to the device without the flag", () -> bound.attach(plain));
        checks.fails("PASID beside it", Errno.EINVAL, "IOMMU_HWPT_ALLOC_PASID", () -> bound.attach(7, flagged));
        checks.succeeds("replace it with the flag", () -> bound.attach(flagged));
        checks.succeeds("PASID beside that", () -> bound.attach(7, flagged));
        checks.fails("PASID without the flag", Errno.EINVAL, "IOMMU_HWPT_ALLOC_PASID", () -> bound.attach(8, plain));
        checks.fails(
                "the device without the flag beside a PASID",
                Errno.EINVAL,
                "IOMMU_HWPT_ALLOC_PASID",
                () -> bound.attach(plain));
        checks.fails("PASID to an address space", Errno.EINVAL, "IOMMU_HWPT_ALLOC_PASID", () -> bound.attach(9, ioas));
        checks.succeeds("PASID stays when the device is detached", bound::detach);
        checks.fails("destroy what the PASID is attached to", Errno.EBUSY, "still in use", flagged::close);
        checks.succeeds("detach the PASID", () -> bound.detach(7));
        checks.succeeds("the device to the address space", () -> bound.attach(ioas));
        checks.fails("destroy the address space", Errno.EBUSY, "still in use", ioas::close);
        checks.succeeds("detach the device", bound::detach);
        flagged.close();
        plain.close();
    }
}
