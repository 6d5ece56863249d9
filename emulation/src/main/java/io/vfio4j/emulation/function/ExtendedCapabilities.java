// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.PasidCapability;

/** Extended capabilities for functions that are made from scratch. */
public final class ExtendedCapabilities {
    private ExtendedCapabilities() {}

    /** Advanced error reporting, version 2, with the default severities and ECRC. */
    public static CapabilityImage advancedErrorReporting() {
        return CapabilityImage.extended(CapabilityId.ERR, 2, 0x48)
                .u32(0x0c, 0x00462030)
                .u32(0x14, 0x00002000)
                .u32(0x18, 0x000000a0);
    }

    /** Device serial number. */
    public static CapabilityImage serialNumber(long number) {
        return CapabilityImage.extended(CapabilityId.DSN, 1, 12)
                .u32(4, (int) number)
                .u32(8, (int) (number >>> 32));
    }

    /**
     * Alternative routing-ID interpretation.
     *
     * @param nextFunction 0 when there is none
     */
    public static CapabilityImage alternativeRouting(int nextFunction) {
        return CapabilityImage.extended(CapabilityId.ARI, 1, 8).u8(5, nextFunction);
    }

    /** Address translation: page aligned requests, with an invalidate queue of 32. */
    public static CapabilityImage addressTranslation() {
        return CapabilityImage.extended(CapabilityId.ATS, 1, 8).u16(4, 1 << 5);
    }

    /** Page requests, stopped, that carry a PASID in their response when they had one. */
    public static CapabilityImage pageRequests(int outstandingCapacity) {
        return CapabilityImage.extended(CapabilityId.PRI, 1, 16)
                .u16(6, 1 << 15 | 1 << 8)
                .u32(8, outstandingCapacity);
    }

    /**
     * Process address space ID, not enabled.
     *
     * @param version of the structure, 4 bits; the specification has 1
     */
    public static CapabilityImage pasid(PasidCapability capability, int version) {
        return CapabilityImage.extended(CapabilityId.PASID, version, PasidCapability.SIZE)
                .u16(PasidCapability.REGISTER_OFFSET, capability.encode());
    }

    /** Access control services: request and completion redirect, upstream forwarding, direct translated. */
    public static CapabilityImage accessControl() {
        return CapabilityImage.extended(CapabilityId.ACS, 1, 8).u16(4, 1 << 6 | 1 << 4 | 1 << 3 | 1 << 2);
    }

    /** Latency tolerance reporting. */
    public static CapabilityImage latencyTolerance() {
        return CapabilityImage.extended(CapabilityId.LTR, 1, 8);
    }

    /** Precision time measurement as a requester; vfio-pci does not know it. */
    public static CapabilityImage precisionTime() {
        return CapabilityImage.extended(CapabilityId.PTM, 1, 12).u32(4, 1);
    }

    /**
     * Single root I/O virtualisation.
     *
     * @param totalVfs 1 to 65535
     * @param firstVfOffset from the PF's routing ID to the first VF's
     * @param vfStride from one VF's routing ID to the next
     * @param vfDeviceId 16 bits
     */
    public static CapabilityImage virtualFunctions(int totalVfs, int firstVfOffset, int vfStride, int vfDeviceId) {
        return CapabilityImage.extended(CapabilityId.SRIOV, 1, 0x40)
                .u32(0x04, 1 << 1)
                .u16(0x0c, totalVfs)
                .u16(0x0e, totalVfs)
                .u16(0x14, firstVfOffset)
                .u16(0x16, vfStride)
                .u16(0x1a, vfDeviceId)
                .u32(0x1c, 0x553)
                .u32(0x20, 1);
    }

    /** A designated vendor-specific capability. */
    public static CapabilityImage designatedVendorSpecific(int vendorId, int revision, int id, byte[] body) {
        int size = 10 + body.length;
        return CapabilityImage.extended(CapabilityId.DVSEC, 1, size)
                .u32(4, size << 20 | (revision & 0xf) << 16 | (vendorId & 0xffff))
                .u16(8, id)
                .bytes(10, body);
    }
}
