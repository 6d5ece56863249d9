// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.capability.CapabilityId;

/** Standard capabilities for functions that are made from scratch. */
public final class StandardCapabilities {
    private StandardCapabilities() {}

    /** Power management: version 3, D0 and D3hot, which keeps the registers (No_Soft_Reset). */
    public static CapabilityImage powerManagement() {
        return CapabilityImage.standard(CapabilityId.PM, 8).u16(2, 3).u16(4, 1 << 3);
    }

    /**
     * MSI with 64-bit addresses and a mask bit per vector.
     *
     * @param log2Vectors 0 to 5
     */
    public static CapabilityImage msi(int log2Vectors) {
        if (log2Vectors < 0 || log2Vectors > 5) {
            throw new IllegalArgumentException("log2Vectors must be 0 to 5: log2Vectors=" + log2Vectors);
        }
        return CapabilityImage.standard(CapabilityId.MSI, 24).u16(2, 1 << 8 | 1 << 7 | log2Vectors << 1);
    }

    /**
     * MSI-X.
     *
     * @param vectors 1 to 2048
     * @param bar 0 to 5, with both structures
     * @param tableOffset in the BAR, a multiple of 8
     * @param pendingOffset in the BAR, a multiple of 8
     */
    public static CapabilityImage msix(int vectors, int bar, int tableOffset, int pendingOffset) {
        if (vectors < 1 || vectors > 2048) {
            throw new IllegalArgumentException("vectors must be 1 to 2048: vectors=" + vectors);
        }
        if (bar < 0 || bar > 5) {
            throw new IllegalArgumentException("bar must be 0 to 5: bar=" + bar);
        }
        return CapabilityImage.standard(CapabilityId.MSIX, 12)
                .u16(2, vectors - 1)
                .u32(4, requireMultipleOf8("tableOffset", tableOffset) | bar)
                .u32(8, requireMultipleOf8("pendingOffset", pendingOffset) | bar);
    }

    /**
     * PCI Express: an endpoint with the version 2 structure, function level reset, 512 bytes of payload at most, LTR, a
     * 16 GT/s x16 link and 4 end-end TLP prefixes.
     */
    public static CapabilityImage pciExpressEndpoint() {
        int roleBasedErrors = 1 << 15;
        int functionLevelReset = 1 << 28;
        int endEndPrefixes = 1 << 21;
        int ltr = 1 << 11;
        return CapabilityImage.standard(CapabilityId.EXP, 0x3c)
                .u16(0x02, 2)
                .u32(0x04, functionLevelReset | roleBasedErrors | 1 << 5 | 2)
                .u16(0x08, 0x2810)
                .u32(0x0c, 4 | 16 << 4 | 3 << 10)
                .u16(0x12, 4 | 16 << 4)
                .u32(0x24, endEndPrefixes | ltr | 1 << 4 | 0xf)
                .u32(0x2c, 0xf << 1)
                .u16(0x30, 4);
    }

    /** Conventional PCI Advanced Features with function level reset. */
    public static CapabilityImage advancedFeatures() {
        return CapabilityImage.standard(CapabilityId.AF, 6).u8(2, 6).u8(3, 3);
    }

    /** Vital product data; the builder takes its contents. */
    public static CapabilityImage vitalProductData() {
        return CapabilityImage.standard(CapabilityId.VPD, 8);
    }

    /** A vendor-specific capability with these bytes after its length byte. */
    public static CapabilityImage vendorSpecific(byte[] body) {
        return CapabilityImage.standard(CapabilityId.VNDR, 3 + body.length)
                .u8(2, 3 + body.length)
                .bytes(3, body);
    }

    private static int requireMultipleOf8(String name, int value) {
        if (value < 0 || (value & 7) != 0) {
            throw new IllegalArgumentException("%s must be a multiple of 8: %s=%d".formatted(name, name, value));
        }
        return value;
    }
}
