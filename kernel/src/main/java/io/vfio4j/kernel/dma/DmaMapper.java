// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.dma;

import io.vfio4j.device.IovaRange;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Maps memory of this process for a device, in the way that was opened. */
public interface DmaMapper {

    /** Maps native memory; it stays pinned until it is unmapped. */
    void map(long iova, MemorySegment memory, boolean readable, boolean writable);

    /** Unmaps exactly what one {@link #map} has mapped. */
    void unmap(long iova, long size);

    /** Returns the addresses that can be mapped, by address. */
    List<IovaRange> usable();
}
