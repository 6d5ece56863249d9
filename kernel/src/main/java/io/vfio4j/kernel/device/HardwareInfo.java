package io.vfio4j.kernel.device;

import io.vfio4j.pasid.IommuHardwareInfo;

/**
 * {@code struct iommu_hw_info}.
 *
 * @param model which IOMMU it is, and its registers
 * @param maxPasidLog2 PASID width in bits that device and IOMMU share, 0 for none; always 0 before Linux 6.15
 * @param capabilities {@code out_capabilities}: IOMMU_HW_CAP_ bits
 */
public record HardwareInfo(IommuModel model, int maxPasidLog2, long capabilities) {
    /** IOMMU_HW_CAP_DIRTY_TRACKING: it can tell which pages devices have written. */
    public static final long DIRTY_TRACKING = 1;

    public boolean dirtyTracking() {
        return (capabilities & DIRTY_TRACKING) != 0;
    }

    /** The part that concerns PASID. */
    public IommuHardwareInfo pasid() {
        return new IommuHardwareInfo(maxPasidLog2, capabilities, model.toString());
    }
}
