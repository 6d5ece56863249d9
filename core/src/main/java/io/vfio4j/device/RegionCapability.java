// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.util.List;

/** Holds one entry of a region's capability chain ({@code struct vfio_info_cap_header} and what follows it). */
public sealed interface RegionCapability {

    /**
     * VFIO_REGION_INFO_CAP_SPARSE_MMAP (1): only these areas may be mapped.
     *
     * @param areas in the order given
     */
    record SparseMmap(List<Area> areas) implements RegionCapability {
        public SparseMmap {
            areas = List.copyOf(areas);
        }
    }

    /** VFIO_REGION_INFO_CAP_MSIX_MAPPABLE (3): the MSI-X table may be mapped with the rest. */
    record MsixMappable() implements RegionCapability {}

    /**
     * VFIO_REGION_INFO_CAP_TYPE (2): what a device-specific region is.
     *
     * @param type VFIO_REGION_TYPE_, or a vendor id with bit 31 set
     * @param subtype its meaning depends on the type
     */
    record DeviceSpecific(int type, int subtype) implements RegionCapability {}

    /**
     * Holds a capability that this project gives no meaning to.
     *
     * @param id the kernel's id, u16
     * @param version its version, u16
     */
    record Other(int id, int version) implements RegionCapability {}

    /**
     * Bounds part of a region.
     *
     * @param offset the first byte
     * @param size bytes
     */
    record Area(long offset, long size) {}
}
