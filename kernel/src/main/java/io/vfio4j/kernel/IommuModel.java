// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.kernel.ioctl.IommufdAbi.HwInfo;
import java.lang.foreign.MemorySegment;

/** Names the kind of IOMMU that is before a device, with the registers that its driver tells. */
public sealed interface IommuModel {

    /** Returns the PASID width in bits that the IOMMU itself can do; 0 for none, or when it is not known. */
    int pasidWidth();

    /**
     * {@code struct iommu_hw_info_vtd}.
     *
     * @param capability the Capability Register
     * @param extendedCapability the Extended Capability Register
     */
    record IntelVtd(long capability, long extendedCapability) implements IommuModel {
        /**
         * {@inheritDoc} Extended Capability Register: PASID, bit 40; PSS, bits 39:35, the width minus 1 (VT-d
         * specification).
         */
        @Override
        public int pasidWidth() {
            return (extendedCapability >>> 40 & 1) == 0 ? 0 : (int) (extendedCapability >>> 35 & 0x1f) + 1;
        }

        @Override
        public String toString() {
            return "Intel VT-d" + widthText(pasidWidth());
        }
    }

    /**
     * {@code struct iommu_hw_info_arm_smmuv3}.
     *
     * @param idr1 IDR1
     */
    record ArmSmmuV3(int idr1) implements IommuModel {
        /** {@inheritDoc} IDR1.SSIDSIZE, bits 10:6 (Arm SMMUv3 specification). */
        @Override
        public int pasidWidth() {
            return idr1 >>> 6 & 0x1f;
        }

        @Override
        public String toString() {
            return "Arm SMMUv3" + widthText(pasidWidth());
        }
    }

    /**
     * {@code struct iommu_hw_info_amd}.
     *
     * @param features the Extended Feature Register
     * @param features2 the Extended Feature 2 Register
     */
    record Amd(long features, long features2) implements IommuModel {
        /**
         * {@inheritDoc} GTSup, bit 4; PASmax, bits 36:32, the width minus 1 (AMD I/O Virtualization Technology
         * specification).
         */
        @Override
        public int pasidWidth() {
            return (features >>> 4 & 1) == 0 ? 0 : (int) (features >>> 32 & 0x1f) + 1;
        }

        @Override
        public String toString() {
            return "AMD-Vi" + widthText(pasidWidth());
        }
    }

    /**
     * Any other, or one whose driver tells nothing.
     *
     * @param type the kernel's number, 0 for nothing
     */
    record Other(int type) implements IommuModel {
        @Override
        public int pasidWidth() {
            return 0;
        }

        @Override
        public String toString() {
            return type == 0 ? "" : "type " + type;
        }
    }

    /** Reads what the kernel filled in; a kernel that fills in less than a model needs has told nothing. */
    static IommuModel decode(int type, MemorySegment data) {
        long size = data.byteSize();
        if (type == HwInfo.TYPE_INTEL_VTD && size >= HwInfo.VTD_SIZE) {
            return new IntelVtd(u64(data, HwInfo.VTD_CAP_REG), u64(data, HwInfo.VTD_ECAP_REG));
        }
        if (type == HwInfo.TYPE_ARM_SMMUV3 && size >= HwInfo.SMMUV3_SIZE) {
            return new ArmSmmuV3(u32(data, HwInfo.SMMUV3_IDR + Integer.BYTES));
        }
        if (type == HwInfo.TYPE_AMD && size >= HwInfo.AMD_SIZE) {
            return new Amd(u64(data, HwInfo.AMD_EFR), u64(data, HwInfo.AMD_EFR2));
        }
        return new Other(type);
    }

    private static String widthText(int width) {
        return width == 0 ? " without PASID" : " with PASIDs of %d bits".formatted(width);
    }
}
