// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static io.vfio4j.kernel.ioctl.Fields.putU32;
import static io.vfio4j.kernel.ioctl.Fields.u32;
import static io.vfio4j.kernel.ioctl.Fields.u64;

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

/** Regions of a device: where they are in its descriptor, and how they are read and written. */
public final class KernelRegions {
    private static final String WRITE = "write";
    private static final int FEW = 32;
    private static final long UNKNOWN = -1;

    private final IoctlFile device;
    private final long[] offsets = new long[FEW];
    private final long[] sizes = new long[FEW];

    public KernelRegions(IoctlFile device) {
        this.device = device;
        Arrays.fill(offsets, UNKNOWN);
    }

    /** VFIO_DEVICE_GET_REGION_INFO with its capability chain. */
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
                first == 0 ? List.of() : RegionCapabilities.decode(info, first));
        remember(region);
        return region;
    }

    public int read(int region, long offset, MemorySegment target, long at, int length) {
        int wanted = checked("read", region, offset, length);
        long base = start(region) + offset;
        DeviceFile file = device.file();
        int done = 0;
        while (done < wanted) {
            int chunk = Math.min(wanted - done, DeviceFile.CHUNK);
            int got = file.read(base + done, target, at + done, chunk);
            if (got < 0 && done == 0) {
                throw failure("read", region, offset, length, DeviceFile.errno(got));
            }
            if (got <= 0) {
                break;
            }
            done += got;
        }
        return done;
    }

    public int write(int region, long offset, MemorySegment source, long at, int length) {
        int wanted = checked(WRITE, region, offset, length);
        long base = start(region) + offset;
        DeviceFile file = device.file();
        int done = 0;
        while (done < wanted) {
            int chunk = Math.min(wanted - done, DeviceFile.CHUNK);
            int put = file.write(base + done, source, at + done, chunk);
            if (put < 0 && done == 0) {
                throw failure(WRITE, region, offset, length, DeviceFile.errno(put));
            }
            if (put <= 0) {
                break;
            }
            done += put;
        }
        return done;
    }

    /**
     * How much of an access lies in the region. What lies behind it is another region's in the same descriptor, so that
     * the kernel cannot tell; its answers are those of vfio-pci.
     */
    private int checked(String what, int region, long offset, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be positive: length=" + length);
        }
        long size = size(region);
        if (region == VfioPci.CONFIG_REGION && (offset < 0 || offset > size - length)) {
            throw failure(what, region, offset, length, Errno.EFAULT);
        }
        if (offset < 0 || offset >= size) {
            throw failure(what, region, offset, length, Errno.EINVAL);
        }
        return (int) Math.min(length, size - offset);
    }

    private long start(int region) {
        return region < FEW ? offsets[region] : info(region).offset();
    }

    private long size(int region) {
        if (region < 0 || region >= FEW || offsets[region] == UNKNOWN) {
            return info(region).size();
        }
        return sizes[region];
    }

    private void remember(RegionInfo region) {
        if (region.index() < FEW) {
            offsets[region.index()] = region.offset();
            sizes[region.index()] = region.size();
        }
    }

    private VfioException failure(String what, int region, long offset, int length, Errno errno) {
        String name = VfioPci.regionName(region);
        return new VfioException(
                device.target(),
                "%s of %d bytes of %s at 0x%x".formatted(what, length, name, offset),
                errno,
                explain(region, what.equals(WRITE), errno));
    }

    /** drivers/vfio/pci: vfio_pci_rdwr.c and vfio_pci_config.c. */
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
