package io.vfio4j.kernel.device;

import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.linux.DeviceFile;
import io.vfio4j.linux.MappedFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Mapped regions of a device. */
final class DeviceMappings implements AutoCloseable {
    private final DeviceFile file;
    private final Map<Integer, MappedFile> whole = new HashMap<>();
    private boolean closed;

    DeviceMappings(DeviceFile file) {
        this.file = file;
    }

    /** All of a region, mapped once; empty when it may not be mapped, or only in parts. */
    synchronized Optional<SharedMemory> whole(RegionInfo region) {
        if (closed || region.size() <= 0 || !region.mappable() || !coversAll(region)) {
            return Optional.empty();
        }
        return Optional.of(whole.computeIfAbsent(
                region.index(), _ -> file.map(region.offset(), region.size(), region.readable(), region.writable())));
    }

    private static boolean coversAll(RegionInfo region) {
        for (RegionCapability capability : region.capabilities()) {
            if (capability instanceof RegionCapability.SparseMmap sparse) {
                return sparse.areas().stream().anyMatch(area -> area.offset() == 0 && area.size() >= region.size());
            }
        }
        return true;
    }

    MappedFile part(RegionInfo region, long offset, long size) {
        return file.map(region.offset() + offset, size, region.readable(), region.writable());
    }

    @Override
    public synchronized void close() {
        closed = true;
        whole.values().forEach(MappedFile::close);
        whole.clear();
    }
}
