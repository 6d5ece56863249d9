// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostCapabilities;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.MsixCapability;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes the BARs and the ROM as regions: vfio_pci_bar_rw() and do_io_rw() of
 * drivers/vfio/pci/vfio_pci_rdwr.c, and vfio_pci_ioctl_get_region_info(). In the bare function's view there is no host
 * in between: BARs always answer, and the MSI-X table is memory like any other.
 */
final class BarRegions {
    private static final int MSIX_TABLE = 4;
    private static final int WIDEST = 8;
    private static final int NO_BAR = -1;

    private final String target;
    private final PciFunction function;
    private final FunctionView view;
    private final int msixBar;
    private final long tableStart;
    private final long tableEnd;

    BarRegions(String target, PciFunction function, FunctionView view) {
        this.target = target;
        this.function = function;
        this.view = view;
        int msix = HostCapabilities.findWhole(function, CapabilityId.MSIX, MSIX_TABLE + 4);
        int table = msix == 0 ? 0 : function.readConfig(msix + MSIX_TABLE, 4);
        this.msixBar = msix == 0 ? NO_BAR : table & 7;
        this.tableStart = table & 0xfffffff8L;
        this.tableEnd = msix == 0
                ? 0
                : tableStart
                        + (long) MsixCapability.TABLE_ENTRY_SIZE
                                * MsixCapability.vectors(function.readConfig(msix + MsixCapability.CONTROL_OFFSET, 2));
    }

    RegionInfo info(int index) {
        long offset = VfioPci.regionOffset(index);
        Bar bar = function.bar(index).orElse(null);
        if (bar == null) {
            return RegionInfo.absent(index, offset);
        }
        if (index == VfioPci.ROM_REGION) {
            return view.romBytes(function.contents(index), bar.size()) != 0
                    ? new RegionInfo(index, RegionInfo.READ, bar.size(), offset)
                    : RegionInfo.absent(index, offset);
        }
        int flags = RegionInfo.READ | RegionInfo.WRITE;
        if (memory(index).isEmpty()) {
            return new RegionInfo(index, flags, bar.size(), offset);
        }
        List<RegionCapability> capabilities =
                index == msixBar ? List.of(new RegionCapability.MsixMappable()) : List.of();
        return new RegionInfo(index, flags | RegionInfo.MMAP, bar.size(), offset, capabilities);
    }

    /** Returns memory that the user may map: of whole pages, not of the ROM. */
    Optional<SharedMemory> memory(int index) {
        Bar bar = index < VfioPci.ROM_REGION ? function.bar(index).orElse(null) : null;
        if (bar == null || bar.type() == Bar.Type.IO || bar.size() < DmaSpace.PAGE_SIZE) {
            return Optional.empty();
        }
        return function.contents(index).sharedMemory();
    }

    int readBytes(int index, long offset, MemorySegment destination, long at, int length) {
        Bar bar = require("read", index, offset, length);
        int count = (int) Math.min(length, bar.size() - offset);
        BarContents contents = function.contents(index);
        long excludedFrom = excludedFrom(index, bar, contents);
        long excludedTo = excludedTo(index, bar);
        int done = 0;
        while (done < count) {
            long position = offset + done;
            int part = part(position, count - done, excludedFrom, excludedTo);
            if (position >= excludedFrom && position < excludedTo) {
                fillWithOnes(destination, at + done, part);
            } else {
                requireMemoryEnabled("read", bar);
                part = contents.plainMemory() ? part : width(position, part);
                contents.read(position, destination, at + done, part);
            }
            done += part;
        }
        return count;
    }

    int writeBytes(int index, long offset, MemorySegment source, long at, int length) {
        if (index == VfioPci.ROM_REGION) {
            throw failed("write", index, Errno.EINVAL, "the ROM cannot be written");
        }
        Bar bar = require("write", index, offset, length);
        int count = (int) Math.min(length, bar.size() - offset);
        BarContents contents = function.contents(index);
        long excludedFrom = excludedFrom(index, bar, contents);
        long excludedTo = excludedTo(index, bar);
        int done = 0;
        while (done < count) {
            long position = offset + done;
            int part = part(position, count - done, excludedFrom, excludedTo);
            if (position < excludedFrom || position >= excludedTo) {
                requireMemoryEnabled("write", bar);
                part = contents.plainMemory() ? part : width(position, part);
                contents.write(position, source, at + done, part);
            }
            done += part;
        }
        return count;
    }

    private Bar require(String operation, int index, long offset, int length) {
        Bar bar = function.bar(index).orElse(null);
        if (bar == null) {
            throw failed(operation, index, Errno.EINVAL, "the function has no such BAR");
        }
        if (offset < 0 || offset >= bar.size()) {
            throw failed(
                    operation, index, Errno.EINVAL, "offset 0x%x is not within %d bytes".formatted(offset, bar.size()));
        }
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: length=" + length);
        }
        return bar;
    }

    private void requireMemoryEnabled(String operation, Bar bar) {
        if (bar.type() != Bar.Type.IO && !view.memoryEnabled()) {
            throw failed(operation, bar.index(), Errno.EIO, "memory is disabled");
        }
    }

    /** Returns where the range begins that reads all ones and drops writes: MSI-X table or unused ROM. */
    private long excludedFrom(int index, Bar bar, BarContents contents) {
        if (index == VfioPci.ROM_REGION) {
            long filled = view.romBytes(contents, bar.size());
            if (filled == 0) {
                throw failed("read", index, Errno.ENOMEM, "the ROM holds no image");
            }
            return filled;
        }
        return index == msixBar && view.msixTableHidden() ? tableStart : Long.MAX_VALUE;
    }

    private long excludedTo(int index, Bar bar) {
        return index == VfioPci.ROM_REGION ? bar.size() : index == msixBar ? tableEnd : Long.MAX_VALUE;
    }

    /** Returns how many bytes from a position are all excluded, or all not. */
    private static int part(long position, int left, long excludedFrom, long excludedTo) {
        if (position < excludedFrom) {
            return (int) Math.min(left, excludedFrom - position);
        }
        return position < excludedTo ? (int) Math.min(left, excludedTo - position) : left;
    }

    /** Returns the widest access of 8, 4, 2 or 1 bytes that is aligned at a position. */
    private static int width(long position, int left) {
        int width = WIDEST;
        while (width > left || (position & (width - 1)) != 0) {
            width >>= 1;
        }
        return width;
    }

    private static void fillWithOnes(MemorySegment destination, long at, int length) {
        for (long index = at; index < at + length; index++) {
            destination.set(ValueLayout.JAVA_BYTE, index, (byte) 0xff);
        }
    }

    private VfioException failed(String operation, int index, Errno errno, String detail) {
        return new VfioException(target, "%s(%s)".formatted(operation, VfioPci.regionName(index)), errno, detail);
    }
}
