// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.kernel.ioctl.IommufdAbi;
import java.util.Set;

/**
 * Translates as an IOMMU does, by a hardware page table (HWPT): an address space in the form that the IOMMU of one
 * device reads. Closing it destroys it, which fails with EBUSY while something is attached: detach first, or close the
 * device first.
 */
public final class Hwpt extends PageTable {
    /** {@code enum iommufd_hwpt_alloc_flags}. */
    public enum Flag {
        /** IOMMU_HWPT_ALLOC_NEST_PARENT: may be the parent of a nested page table. */
        NEST_PARENT(IommufdAbi.HwptAlloc.NEST_PARENT),
        /** IOMMU_HWPT_ALLOC_DIRTY_TRACKING: can tell which pages devices have written. */
        DIRTY_TRACKING(IommufdAbi.HwptAlloc.DIRTY_TRACKING),
        /** IOMMU_HWPT_ALLOC_PASID: can be attached to a PASID, and to a device whose PASIDs are attached. */
        PASID(IommufdAbi.HwptAlloc.PASID);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        static int bits(Set<Flag> flags) {
            int bits = 0;
            for (Flag flag : flags) {
                bits |= flag.bit;
            }
            return bits;
        }
    }

    Hwpt(Iommufd iommufd, int id) {
        super(iommufd, "HWPT", id);
    }
}
