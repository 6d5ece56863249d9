// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.linux.file.MappedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Maps regions of a device. All of them end with the device, because a mapping keeps it open in the kernel. */
public final class DeviceMappings implements AutoCloseable {
    private final IoctlFile device;
    private final Map<Integer, RegionMapping> whole = new HashMap<>();
    private final Set<RegionMapping> parts = new HashSet<>();
    private boolean closed;

    public DeviceMappings(IoctlFile device) {
        this.device = device;
    }

    /** Maps all of a region, once; empty when it may not be mapped, or only in parts. */
    public synchronized Optional<SharedMemory> whole(RegionInfo region) {
        if (closed || region.size() <= 0 || !region.mappable() || !coversAll(region)) {
            return Optional.empty();
        }
        RegionMapping known = whole.get(region.index());
        if (known == null || !known.isOpen()) {
            known = map(region, 0, region.size());
            whole.put(region.index(), known);
        }
        return Optional.of(known);
    }

    private static boolean coversAll(RegionInfo region) {
        for (RegionCapability capability : region.capabilities()) {
            if (capability instanceof RegionCapability.SparseMmap sparse) {
                return sparse.areas().stream().anyMatch(area -> area.offset() == 0 && area.size() >= region.size());
            }
        }
        return true;
    }

    public synchronized SharedMemory part(RegionInfo region, long offset, long size) {
        if (offset < 0 || size < 1 || size > region.size() || offset > region.size() - size) {
            throw failure(region, offset, size, Errno.EINVAL, "the region has 0x%x bytes".formatted(region.size()));
        }
        if (closed) {
            throw failure(region, offset, size, Errno.EBADF, "closed");
        }
        RegionMapping part = map(region, offset, size);
        parts.removeIf(earlier -> !earlier.isOpen());
        parts.add(part);
        return part;
    }

    private RegionMapping map(RegionInfo region, long offset, long size) {
        MappedFile file = device.file().map(region.offset() + offset, size, region.readable(), region.writable());
        return new RegionMapping("%s %s".formatted(device.target(), VfioPci.regionName(region.index())), file);
    }

    private VfioException failure(RegionInfo region, long offset, long size, Errno errno, String why) {
        return new VfioException(
                device.target(),
                "mmap of %s at 0x%x, 0x%x bytes".formatted(VfioPci.regionName(region.index()), offset, size),
                errno,
                why);
    }

    /**
     * Unmaps all regions.
     *
     * @throws IllegalStateException when a native call of another thread uses one of them; the others are unmapped
     */
    @Override
    public synchronized void close() {
        closed = true;
        List<RegionMapping> all = new ArrayList<>(whole.values());
        all.addAll(parts);
        IllegalStateException inUse = null;
        for (RegionMapping mapping : all) {
            try {
                mapping.close();
            } catch (IllegalStateException failure) {
                inUse = failure;
            }
        }
        if (inUse != null) {
            throw inUse;
        }
    }
}
