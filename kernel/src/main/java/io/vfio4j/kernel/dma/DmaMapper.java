// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.dma;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Maps memory of this process for a device, in the way that was opened. */
public interface DmaMapper {

    /** Maps native memory; it stays pinned until it is unmapped. */
    void map(long iova, MemorySegment memory, boolean readable, boolean writable);

    /** Returns the failure of a request for a device whose requests nothing translates. */
    static VfioException untranslated(String target, String operation) {
        return new VfioException(
                target,
                operation,
                Errno.EOPNOTSUPP,
                "no IOMMU translates for this device: it reaches physical memory, and nothing can be mapped");
    }

    /** Unmaps exactly what one {@link #map} has mapped. */
    void unmap(long iova, long size);

    /** Returns the addresses that can be mapped, by address. */
    List<IovaRange> usable();
}
