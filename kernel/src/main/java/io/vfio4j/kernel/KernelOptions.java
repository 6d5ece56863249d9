// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.PasidFeature;
import java.util.Optional;
import java.util.UUID;

/**
 * How a device of this machine is opened.
 *
 * @param way through which node
 * @param withoutIommu whether a device that no IOMMU holds back may be opened: it reaches all memory, and the kernel is
 *     tainted
 * @param pasidPageTables whether the page table for memory that is mapped for the device is allocated with
 *     IOMMU_HWPT_ALLOC_PASID, so that PASIDs can be attached beside it; needs iommufd and Linux 6.15
 * @param pasidFeature under which feature index, and in which form, this kernel reports PASID; empty for kernels that
 *     do not. Mainline Linux does not, and gives the index of the proposal to another feature. For a kernel that
 *     reports PASID as feature 14, translated: {@code new PasidFeature(14, PasidFormat.TRANSLATED)}
 * @param vfToken what a VF whose PF is bound to vfio-pci too asks for
 */
public record KernelOptions(
        Way way,
        boolean withoutIommu,
        boolean pasidPageTables,
        Optional<PasidFeature> pasidFeature,
        Optional<UUID> vfToken) {

    /** Through which node a device is opened. */
    public enum Way {
        /** {@link #CDEV} where the kernel has it and this user may, else {@link #GROUP}. */
        AUTO,
        /** {@code /dev/vfio/devices/vfioN} with {@code /dev/iommu}, since Linux 6.6. */
        CDEV,
        /** {@code /dev/vfio/GROUP} with {@code /dev/vfio/vfio}. */
        GROUP
    }

    /** What most want. */
    public static final KernelOptions DEFAULT =
            new KernelOptions(Way.AUTO, false, false, Optional.empty(), Optional.empty());

    public KernelOptions withWay(Way other) {
        return new KernelOptions(other, withoutIommu, pasidPageTables, pasidFeature, vfToken);
    }

    /** See the component {@code withoutIommu}. */
    public KernelOptions allowingNoIommu() {
        return new KernelOptions(way, true, pasidPageTables, pasidFeature, vfToken);
    }

    /** See the component {@code pasidPageTables}. */
    public KernelOptions withPasidPageTables() {
        return new KernelOptions(way, withoutIommu, true, pasidFeature, vfToken);
    }

    public KernelOptions withPasidFeature(PasidFeature feature) {
        return new KernelOptions(way, withoutIommu, pasidPageTables, Optional.of(feature), vfToken);
    }

    public KernelOptions withVfToken(UUID token) {
        return new KernelOptions(way, withoutIommu, pasidPageTables, pasidFeature, Optional.of(token));
    }
}
