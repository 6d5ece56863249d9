// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.PasidFeature;
import java.util.Optional;
import java.util.UUID;

/**
 * Says how to open a device of this machine. Immutable.
 *
 * @param way the node through which it is opened
 * @param withoutIommu true when a device that no IOMMU holds back may be opened: it reaches all memory, and the kernel
 *     is tainted
 * @param pasidPageTables true when the page table for memory that is mapped for the device is allocated with
 *     IOMMU_HWPT_ALLOC_PASID, so that PASIDs can be attached beside it; needs iommufd and Linux 6.15
 * @param pasidFeature the feature index under which, and the form in which, this kernel reports PASID; empty for
 *     kernels that do not. Mainline Linux does not, and gives the index of the proposal to another feature. For a
 *     kernel that reports PASID as feature 14, translated: {@code new PasidFeature(14, PasidFormat.TRANSLATED)}
 * @param vfToken the VF token, needed when the PF is bound to vfio-pci too
 */
public record KernelOptions(
        Way way,
        boolean withoutIommu,
        boolean pasidPageTables,
        Optional<PasidFeature> pasidFeature,
        Optional<UUID> vfToken) {

    /** Names the node through which a device is opened. */
    public enum Way {
        /** {@link #CDEV} where the kernel has it and this user may, else {@link #GROUP}. */
        AUTO,
        /** {@code /dev/vfio/devices/vfioN} with {@code /dev/iommu}, since Linux 6.6. */
        CDEV,
        /** {@code /dev/vfio/GROUP} with {@code /dev/vfio/vfio}. */
        GROUP
    }

    /** The options that most want: {@link Way#AUTO}, never without an IOMMU, no PASIDs. */
    public static final KernelOptions DEFAULT =
            new KernelOptions(Way.AUTO, false, false, Optional.empty(), Optional.empty());

    /** Returns options with another way. */
    public KernelOptions withWay(Way other) {
        return new KernelOptions(other, withoutIommu, pasidPageTables, pasidFeature, vfToken);
    }

    /**
     * Returns options that allow a device which no IOMMU holds back: it reaches all memory, and the kernel is tainted.
     */
    public KernelOptions allowingNoIommu() {
        return new KernelOptions(way, true, pasidPageTables, pasidFeature, vfToken);
    }

    /** Returns options whose page table for mapped memory allows page tables for PASIDs beside it. */
    public KernelOptions withPasidPageTables() {
        return new KernelOptions(way, withoutIommu, true, pasidFeature, vfToken);
    }

    /** Returns options for a kernel that reports PASID through a feature. */
    public KernelOptions withPasidFeature(PasidFeature feature) {
        return new KernelOptions(way, withoutIommu, pasidPageTables, Optional.of(feature), vfToken);
    }

    /** Returns options with the VF token of a VF's PF. */
    public KernelOptions withVfToken(UUID token) {
        return new KernelOptions(way, withoutIommu, pasidPageTables, pasidFeature, Optional.of(token));
    }
}
