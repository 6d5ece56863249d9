// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.abi;

import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class RegionCapabilityAbiTest {
    @Test
    void shouldLayOutRegionCapabilitiesAsTheKernelDoes() throws Exception {
        CProbe.including("linux/vfio.h")
                .struct("vfio_region_info")
                .size(RegionCapabilityChain.REGION_INFO_SIZE)
                .struct("vfio_info_cap_header")
                .size(RegionCapabilityChain.HEADER_SIZE)
                .field("version", RegionCapabilityChain.VERSION)
                .field("next", RegionCapabilityChain.NEXT)
                .expect("VFIO_REGION_INFO_CAP_SPARSE_MMAP", RegionCapabilityChain.SPARSE_MMAP)
                .expect("VFIO_REGION_INFO_CAP_TYPE", RegionCapabilityChain.TYPE)
                .expect("VFIO_REGION_INFO_CAP_MSIX_MAPPABLE", RegionCapabilityChain.MSIX_MAPPABLE)
                .struct("vfio_region_info_cap_sparse_mmap")
                .field("nr_areas", RegionCapabilityChain.NR_AREAS)
                .field("areas", RegionCapabilityChain.FIXED_SIZE)
                .struct("vfio_region_sparse_mmap_area")
                .size(RegionCapabilityChain.AREA_SIZE)
                .struct("vfio_region_info_cap_type")
                .field("type", RegionCapabilityChain.REGION_TYPE)
                .field("subtype", RegionCapabilityChain.REGION_SUBTYPE)
                .size(RegionCapabilityChain.FIXED_SIZE)
                .verify();
    }
}
