// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.SharedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Holds memory that the device reaches at an address of its own. Any thread may use the memory; the thread that uses
 * the device closes it.
 */
public final class DmaBuffer implements AutoCloseable {
    private final PciDriver driver;
    private final long iova;
    private final SharedMemory memory;
    private final boolean owned;

    DmaBuffer(PciDriver driver, long iova, SharedMemory memory, boolean owned) {
        this.driver = driver;
        this.iova = iova;
        this.memory = memory;
        this.owned = owned;
    }

    /** Returns the address of the first byte for the device. */
    public long iova() {
        return iova;
    }

    /** Returns the memory, mapped in this process. */
    public MemorySegment segment() {
        return memory.segment();
    }

    /** Returns the size in bytes, a multiple of 4096. */
    public long size() {
        return memory.size();
    }

    /**
     * Takes the memory away from the device, and frees it if the driver allocated it. Does nothing the second time, and
     * when the driver is closed.
     *
     * @throws io.vfio4j.device.VfioException when the device cannot unmap it; the memory is freed nevertheless
     */
    @Override
    public void close() {
        driver.release(this);
    }

    void free() {
        if (owned) {
            memory.close();
        }
    }

    @Override
    public String toString() {
        return "0x%x bytes at 0x%x".formatted(size(), iova);
    }
}
