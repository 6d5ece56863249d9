// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.abi.RegionCapabilityChain;
import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.DeviceAbi.Region;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.linux.file.DeviceFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Reads and writes a device's regions: finds where they are in its descriptor. One thread at a time. */
public final class KernelRegions {
    /** Regions whose place is remembered; more than vfio-pci has. */
    private static final int REMEMBERED = 32;

    private static final long UNKNOWN = -1;

    private final IoctlFile device;
    private final long[] offsets = new long[REMEMBERED];
    private final long[] sizes = new long[REMEMBERED];

    public KernelRegions(IoctlFile device) {
        this.device = device;
        Arrays.fill(offsets, UNKNOWN);
    }

    /** Makes the request VFIO_DEVICE_GET_REGION_INFO, with its capability chain. */
    public RegionInfo info(int index) {
        try (Arena arena = Arena.ofConfined()) {
            int room = Region.SIZE;
            while (true) {
                MemorySegment info = arena.allocate(room, Long.BYTES);
                putU32(info, DeviceAbi.ARGSZ, room);
                putU32(info, Region.INDEX, index);
                device.call(
                        Request.VFIO_DEVICE_GET_REGION_INFO,
                        "VFIO_DEVICE_GET_REGION_INFO(%s)".formatted(VfioPci.regionName(index)),
                        info);
                int needed = u32(info, DeviceAbi.ARGSZ);
                if (needed > room) {
                    room = needed;
                    continue;
                }
                return decode(index, info);
            }
        }
    }

    private RegionInfo decode(int index, MemorySegment info) {
        int flags = u32(info, DeviceAbi.FLAGS);
        int first = (flags & RegionInfo.CAPS) == 0 ? 0 : u32(info, Region.CAP_OFFSET);
        RegionInfo region = new RegionInfo(
                index,
                flags & ~RegionInfo.CAPS,
                u64(info, Region.REGION_SIZE),
                u64(info, Region.OFFSET),
                first == 0 ? List.of() : RegionCapabilityChain.decodeWhatFits(info, first));
        remember(region);
        return region;
    }

    /**
     * Reads from a region. A transfer that fails after its first bytes is short, as read(2) is. Allocates nothing.
     *
     * @return bytes read; 0 when the kernel has none there
     * @throws VfioException EFAULT or EINVAL outside of the region, and what pread(2) says
     */
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        return transfer(false, region, offset, target, at, length);
    }

    /** Writes to a region, as {@link #read} reads. */
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return transfer(true, region, offset, source, at, length);
    }

    private int transfer(boolean write, int region, long offset, MemorySegment memory, long at, int length) {
        int wanted = checked(write, region, offset, length);
        long base = start(region) + offset;
        DeviceFile file = device.file();
        int done = 0;
        while (done < wanted) {
            int chunk = Math.min(wanted - done, DeviceFile.CHUNK);
            int moved = write
                    ? file.write(base + done, memory, at + done, chunk)
                    : file.read(base + done, memory, at + done, chunk);
            if (moved < 0 && done == 0) {
                throw failure(write, region, offset, length, DeviceFile.errno(moved));
            }
            if (moved <= 0) {
                break;
            }
            done += moved;
        }
        return done;
    }

    /**
     * Returns how many bytes of an access lie in the region. What lies behind it is another region's in the same
     * descriptor, so that the kernel cannot tell; its answers are those of vfio-pci.
     */
    private int checked(boolean write, int region, long offset, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be positive: length=" + length);
        }
        long size = size(region);
        if (region == VfioPci.CONFIG_REGION && (offset < 0 || offset > size - length)) {
            throw failure(write, region, offset, length, Errno.EFAULT);
        }
        if (offset < 0 || offset >= size) {
            throw failure(write, region, offset, length, Errno.EINVAL);
        }
        return (int) Math.min(length, size - offset);
    }

    private long start(int region) {
        return region < REMEMBERED ? offsets[region] : info(region).offset();
    }

    private long size(int region) {
        if (region < 0 || region >= REMEMBERED || offsets[region] == UNKNOWN) {
            return info(region).size();
        }
        return sizes[region];
    }

    private void remember(RegionInfo region) {
        if (region.index() < REMEMBERED) {
            offsets[region.index()] = region.offset();
            sizes[region.index()] = region.size();
        }
    }

    private VfioException failure(boolean write, int region, long offset, int length, Errno errno) {
        String name = VfioPci.regionName(region);
        return new VfioException(
                device.target(),
                "%s of %d bytes of %s at 0x%x".formatted(write ? "write" : "read", length, name, offset),
                errno,
                explain(region, write, errno));
    }

    /** Says what an errno of pread(2) or pwrite(2) means, by drivers/vfio/pci: vfio_pci_rdwr.c, vfio_pci_config.c. */
    static String explain(int region, boolean write, Errno errno) {
        if (region == VfioPci.CONFIG_REGION) {
            return switch (errno) {
                case EFAULT -> "outside of the configuration space";
                case EIO -> "the function did not wake from its low power state: see the kernel's log";
                default -> errno.meaning();
            };
        }
        return switch (errno) {
            case EIO -> "memory space is off in the command register, or the function sleeps";
            case EINVAL ->
                write && region == VfioPci.ROM_REGION
                        ? "the ROM is read-only"
                        : "outside of the region, or the region does not exist";
            case EBUSY -> "a driver of the host has claimed this BAR, such as a framebuffer's: see /proc/iomem";
            case ENODEV, ENOMEM -> "the host could not map it: see the kernel's log";
            default -> errno.meaning();
        };
    }
}
