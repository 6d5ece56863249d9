// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * Holds the part of IOMMU_GET_HW_INFO that concerns PASID ({@code struct iommu_hw_info} since Linux 6.15).
 *
 * @param maxPasidLog2 {@code out_max_pasid_log2}: PASID width in bits that device and IOMMU share, 0 for none
 * @param capabilities {@code out_capabilities}: {@link #EXEC}, {@link #PRIV}, and bits that do not concern PASID
 * @param iommu what IOMMU it is, in a few words for people; empty when its driver does not tell
 */
public record IommuHardwareInfo(int maxPasidLog2, long capabilities, String iommu) {
    /** IOMMU_HW_CAP_PCI_PASID_EXEC: execute permission is enabled. */
    public static final long EXEC = 1 << 1;
    /** IOMMU_HW_CAP_PCI_PASID_PRIV: privileged mode is enabled. */
    public static final long PRIV = 1 << 2;

    /** Describes an IOMMU that tells nothing about itself. */
    public IommuHardwareInfo(int maxPasidLog2, long capabilities) {
        this(maxPasidLog2, capabilities, "");
    }

    /** Tells whether execute permission is enabled. */
    public boolean execute() {
        return (capabilities & EXEC) != 0;
    }

    /** Tells whether privileged mode is enabled. */
    public boolean privileged() {
        return (capabilities & PRIV) != 0;
    }
}
