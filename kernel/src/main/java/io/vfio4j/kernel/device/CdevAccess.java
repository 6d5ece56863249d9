package io.vfio4j.kernel.device;

import io.vfio4j.device.VfioException;
import io.vfio4j.dma.IovaRange;
import io.vfio4j.kernel.ioctl.IoctlFile;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device that was opened directly, bound to an iommufd. It is attached to an address space of its own when memory is
 * mapped for the first time, so that asking a device something changes nothing about its translation.
 */
final class CdevAccess implements DeviceAccess, DmaMapper {
    private final IoctlFile device;
    private final Iommufd iommufd;
    private final boolean ownsIommufd;
    private final BoundDevice bound;
    private final boolean pasidPageTables;
    private final boolean withoutIommu;
    private @Nullable Ioas ioas;
    private @Nullable Hwpt table;

    private CdevAccess(
            IoctlFile device, Iommufd iommufd, boolean ownsIommufd, KernelOptions options, boolean withoutIommu) {
        this.device = device;
        this.iommufd = iommufd;
        this.ownsIommufd = ownsIommufd;
        this.withoutIommu = withoutIommu;
        pasidPageTables = options.pasidPageTables();
        bound = BoundDevice.bind(device, iommufd, options.vfToken());
    }

    /**
     * Binds an open device.
     *
     * @param device taken over; closed when this fails
     * @param iommufd taken over if so said; closed when this fails then
     */
    static CdevAccess bind(
            IoctlFile device, Iommufd iommufd, boolean ownsIommufd, KernelOptions options, boolean withoutIommu) {
        try {
            return new CdevAccess(device, iommufd, ownsIommufd, options, withoutIommu);
        } catch (Throwable failure) {
            device.close();
            if (ownsIommufd) {
                iommufd.close();
            }
            throw failure;
        }
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
    public Optional<BoundDevice> bound() {
        return Optional.of(bound);
    }

    @Override
    public List<Integer> groupDescriptors() {
        return List.of();
    }

    @Override
    public String nodes() {
        return "%s, %s".formatted(device.file().name(), Iommufd.NODE);
    }

    @Override
    public boolean withoutIommu() {
        return withoutIommu;
    }

    @Override
    public void map(long iova, MemorySegment memory, boolean readable, boolean writable) {
        attached().map(iova, memory, readable, writable);
    }

    @Override
    public void unmap(long iova, long size) {
        attached().unmap(iova, size);
    }

    @Override
    public List<IovaRange> usable() {
        return attached().usable().ranges();
    }

    private Ioas attached() {
        if (ioas == null) {
            Ioas fresh = iommufd.allocateIoas();
            try {
                if (pasidPageTables) {
                    attachWithPasids(fresh);
                } else {
                    bound.attach(fresh);
                }
            } catch (VfioException failure) {
                fresh.close();
                throw failure;
            }
            ioas = fresh;
        }
        return ioas;
    }

    private void attachWithPasids(Ioas space) {
        Hwpt fresh = bound.allocateHwpt(space, EnumSet.of(Hwpt.Flag.PASID));
        try {
            bound.attach(fresh);
        } catch (VfioException failure) {
            fresh.close();
            throw failure;
        }
        table = fresh;
    }

    /** Closing the device detaches it; what it was attached to goes with the iommufd, or is destroyed in somebody else's. */
    @Override
    public void close() {
        device.close();
        if (ownsIommufd) {
            iommufd.close();
            return;
        }
        try {
            if (table != null) {
                table.close();
            }
            if (ioas != null) {
                ioas.close();
            }
        } catch (VfioException _) {
            // A call of another thread still holds the device, or the iommufd is closed: it goes with that.
        }
    }
}
