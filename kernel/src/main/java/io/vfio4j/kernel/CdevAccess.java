// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.descriptor.CloseSteps;
import io.vfio4j.kernel.dma.DmaMapper;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.linux.file.DeviceFile;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens a device directly, bound to an iommufd. It is attached to its address space when memory is mapped for the first
 * time.
 */
final class CdevAccess implements DeviceAccess, DmaMapper {
    private static final String MAP = "VFIO_IOMMU_MAP_DMA";

    private final IoctlFile device;
    private final Iommufd iommufd;
    private final @Nullable Ioas shared;
    private final IommufdDevice bound;
    private final boolean pasidPageTables;
    private final boolean withoutIommu;
    private volatile @Nullable Ioas own;
    private volatile @Nullable Hwpt table;
    private boolean attached;

    private CdevAccess(
            IoctlFile device,
            Iommufd iommufd,
            @Nullable Ioas shared,
            boolean pasidPageTables,
            Optional<UUID> token,
            boolean withoutIommu) {
        this.device = device;
        this.iommufd = iommufd;
        this.shared = shared;
        this.withoutIommu = withoutIommu;
        this.pasidPageTables = pasidPageTables;
        bound = IommufdDevice.bind(device, iommufd, token);
    }

    /**
     * Binds an open device; the device and, unless it is shared, the iommufd are taken over when this succeeds.
     *
     * @param shared an address space of somebody else's iommufd, to be attached to; null for one of the device's own
     * @param pasidPageTables attach to a page table that allows page tables for PASIDs beside it
     * @param token the PF's VF token, for a VF whose PF is bound to vfio-pci too
     */
    static CdevAccess bind(
            IoctlFile device,
            Iommufd iommufd,
            @Nullable Ioas shared,
            boolean pasidPageTables,
            Optional<UUID> token,
            boolean withoutIommu) {
        return new CdevAccess(device, iommufd, shared, pasidPageTables, token, withoutIommu);
    }

    @Override
    public IoctlFile device() {
        return device;
    }

    @Override
    public DmaMapper dma() {
        return this;
    }

    @Override
    public Optional<IommufdDevice> bound() {
        return Optional.of(bound);
    }

    @Override
    public Map<Integer, DeviceFile> groups() {
        return Map.of();
    }

    @Override
    public String nodes() {
        return "%s, %s".formatted(device.file().name(), Nodes.IOMMU);
    }

    @Override
    public boolean withoutIommu() {
        return withoutIommu;
    }

    @Override
    public void map(long iova, MemorySegment memory, boolean readable, boolean writable) {
        attached().map(iova, memory, readable, writable);
    }

    /** {@inheritDoc} Also of a device that its user has attached to something else since. */
    @Override
    public void unmap(long iova, long size) {
        space().unmap(iova, size);
    }

    @Override
    public List<IovaRange> usable() {
        return attached().usable().ranges();
    }

    private Ioas space() {
        if (shared != null) {
            return shared;
        }
        Ioas known = own;
        if (known == null) {
            known = iommufd.allocateIoas();
            own = known;
        }
        return known;
    }

    private Ioas attached() {
        if (bound.takenOver()) {
            throw new VfioException(
                    device.target(),
                    MAP,
                    Errno.EBUSY,
                    "its user has attached or detached it: map in the address space that it is attached to");
        }
        if (withoutIommu) {
            throw DmaMapper.untranslated(device.target(), MAP);
        }
        Ioas space = space();
        if (!attached) {
            bound.attachOwn(pasidPageTables ? pasidTable(space) : space);
            attached = true;
        }
        return space;
    }

    private Hwpt pasidTable(Ioas space) {
        Hwpt known = table;
        if (known == null) {
            known = bound.allocateHwpt(space, EnumSet.of(Hwpt.Flag.PASID));
            table = known;
        }
        return known;
    }

    /**
     * {@inheritDoc} Another thread's call, or a mapping of the device, keeps it open in the kernel for longer than
     * this.
     */
    @Override
    public void stopDma() {
        bound.detachAll();
    }

    /**
     * {@inheritDoc} Nothing maps any more, but a mapping that was under way may have attached the device once again.
     */
    @Override
    public void close() {
        CloseSteps.runAll(bound::detachAll, this::destroyTable, device::close, () -> {
            if (shared == null) {
                iommufd.close();
            }
        });
    }

    /** Destroys the page table, which would stay in somebody else's iommufd. */
    private void destroyTable() {
        Hwpt known = table;
        if (known != null) {
            try {
                known.close();
            } catch (VfioException _) {
                // A PASID that the caller attached to it still uses it; it goes with the iommufd.
            }
        }
    }
}
