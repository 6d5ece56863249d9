// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.host.sysfs.RegisterObstacle;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;

/**
 * Shows a function that is not bound to a VFIO driver, as far as sysfs shows it: its registers can be read, its regions
 * have sizes, and nothing else works. The registers are the hardware's, with what vfio-pci hides.
 */
public final class SysfsDevice implements VfioDevice {
    private static final String WHY = "the function is not bound to a VFIO driver";

    private final String name;
    private final SystemTree tree;
    private final SysfsFunction function;
    private final SystemTree.OpenFile config;
    private final int configSize;

    private SysfsDevice(String name, SystemTree tree, SysfsFunction function, SystemTree.OpenFile config)
            throws IOException {
        this.name = name;
        this.tree = tree;
        this.function = function;
        this.config = config;
        configSize = sizeOf(config);
    }

    /**
     * Opens a function's files.
     *
     * @throws VfioException ENODEV when there is no such function or it does not answer, EACCES when this user may not
     *     read its registers: beyond the header that needs CAP_SYS_ADMIN
     */
    public static SysfsDevice open(PciAddress address) {
        return open(SystemTree.of(SystemTree.THIS_MACHINE), address);
    }

    static SysfsDevice open(SystemTree tree, PciAddress address) {
        String name = "pci:" + address;
        SysfsFunction function =
                SysfsFunction.find(tree, address).orElseThrow(() -> DeviceOpening.noSuchFunction(address));
        String path = function.path() + "/config";
        if (function.config().cause() == RegisterObstacle.NO_ANSWER) {
            throw new VfioException(
                    name,
                    "read(%s)".formatted(path),
                    Errno.ENODEV,
                    "it reads all ones: the function is gone, or sleeps and cannot be woken; its power state is "
                            + tree.text(function.path() + "/power_state").orElse("not told"));
        }
        try {
            SystemTree.OpenFile config = tree.open(path);
            try {
                return new SysfsDevice(name, tree, function, config);
            } catch (IOException failure) {
                config.close();
                throw failure;
            }
        } catch (AccessDeniedException e) {
            throw new VfioException(name, "open(%s)".formatted(path), Errno.EACCES, "this user may not read it", e);
        } catch (IOException e) {
            throw new VfioException(name, "open(%s)".formatted(path), Errno.EIO, String.valueOf(e.getMessage()), e);
        }
    }

    private static int sizeOf(SystemTree.OpenFile config) throws IOException {
        return config.read(ConfigSpace.CONVENTIONAL_SIZE, new byte[4], 0, 4) > 0
                ? ConfigSpace.EXTENDED_SIZE
                : ConfigSpace.CONVENTIONAL_SIZE;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceInfo info() {
        int reset = tree.exists(function.path() + "/reset") ? DeviceInfo.RESET : 0;
        return new DeviceInfo(DeviceInfo.PCI | reset, VfioPci.REGIONS, 0);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        if (index == VfioPci.CONFIG_REGION) {
            return new RegionInfo(index, RegionInfo.READ, configSize, 0);
        }
        if (index < 0 || index > VfioPci.ROM_REGION) {
            throw new VfioException(name, "region " + index, Errno.EINVAL, "no such region");
        }
        return new RegionInfo(index, 0, resourceSize(index), 0);
    }

    /**
     * Returns the size of a BAR or the ROM. {@code resource} has a line for each BAR, then the ROM: first and last
     * address and flags; zeroes when it is absent.
     */
    private long resourceSize(int index) {
        String[] lines = tree.text(function.path() + "/resource").orElse("").split("\n", -1);
        String[] fields = index < lines.length ? lines[index].trim().split("\\s+", -1) : new String[0];
        if (fields.length < 2) {
            return 0;
        }
        try {
            long start = Long.decode(fields[0]);
            long last = Long.decode(fields[1]);
            return last == 0 ? 0 : last - start + 1;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    @Override
    public IrqInfo irqInfo(int index) {
        throw new VfioException(name, "interrupt " + VfioPci.irqName(index), Errno.EINVAL, WHY);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        String operation = "read of %d bytes of %s at 0x%x".formatted(length, VfioPci.regionName(region), offset);
        if (region != VfioPci.CONFIG_REGION) {
            throw new VfioException(name, operation, Errno.EOPNOTSUPP, WHY);
        }
        try {
            byte[] bytes = new byte[length];
            int got = config.read(offset, bytes, 0, length);
            if (got == 0 && offset < configSize) {
                throw new VfioException(
                        name, operation, Errno.EACCES, "the registers beyond the header need root (CAP_SYS_ADMIN)");
            }
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, target, at, got);
            return got;
        } catch (IOException e) {
            throw new VfioException(name, operation, Errno.EIO, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        throw unsupported("write to " + VfioPci.regionName(region));
    }

    @Override
    public void setIrqs(IrqSet request) {
        throw unsupported("VFIO_DEVICE_SET_IRQS");
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        throw new VfioException(name, FeatureFlags.describe(flags), Errno.ENOTTY, WHY);
    }

    @Override
    public void reset() {
        throw unsupported("VFIO_DEVICE_RESET");
    }

    @Override
    public void mapDma(DmaRegion region) {
        throw unsupported("VFIO_IOMMU_MAP_DMA");
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        throw unsupported("VFIO_IOMMU_UNMAP_DMA");
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        throw unsupported("VFIO_IOMMU_UNMAP_DMA");
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return Optional.empty();
    }

    @Override
    public DeviceOrigin origin() {
        return new HostOrigin(function, Optional.empty(), Optional::empty);
    }

    @Override
    public void close() {
        try {
            config.close();
        } catch (IOException _) {
            // Nothing was written to it.
        }
    }

    private VfioException unsupported(String operation) {
        return new VfioException(name, operation, Errno.EOPNOTSUPP, WHY);
    }
}
