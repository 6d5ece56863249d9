// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionCapability.Area;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.MappedFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the regions of a server's device that this process has mapped; each is mapped once. Any thread. */
final class RegionMappings implements AutoCloseable {
    private final Map<Integer, SharedMemory> mappings = new HashMap<>();
    private boolean closed;

    synchronized @Nullable SharedMemory get(int index) {
        return mappings.get(index);
    }

    /**
     * Maps a region, from its start to the end of what may be mapped of it, and takes over the descriptor.
     *
     * @return empty when nothing of it may be mapped
     */
    synchronized Optional<SharedMemory> map(RegionInfo info, FileDescriptor descriptor) {
        long size = mappableSize(info);
        if (closed || size <= 0 || !info.mappable()) {
            descriptor.close();
            return Optional.empty();
        }
        SharedMemory memory = MappedFile.map(descriptor, info.offset(), size, info.readable(), info.writable());
        mappings.put(info.index(), memory);
        return Optional.of(memory);
    }

    private static long mappableSize(RegionInfo info) {
        for (RegionCapability capability : info.capabilities()) {
            if (capability instanceof RegionCapability.SparseMmap sparse) {
                long end = 0;
                for (Area area : sparse.areas()) {
                    boolean inside =
                            area.offset() >= 0 && area.size() >= 0 && area.offset() <= info.size() - area.size();
                    end = Math.max(end, inside ? area.offset() + area.size() : 0);
                }
                return end;
            }
        }
        return info.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        mappings.values().forEach(SharedMemory::close);
        mappings.clear();
    }
}
