// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.dma.ContainerIommu;
import io.vfio4j.kernel.dma.MappedMemory;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.node.NodeErrors;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.pci.PciAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code /dev/vfio/vfio}, the legacy counterpart of {@link Iommufd} and {@link Ioas}: one address space for all
 * devices that are opened through it ({@link KernelDevice#open(PciAddress, VfioContainer, KernelOptions)}), of one
 * IOMMU group or of several. A group can be opened once only, so functions of one group are opened through one
 * container.
 *
 * <p>A group comes in with the first of its devices and leaves with the last. All groups have an IOMMU, or none has one
 * (no-IOMMU mode, in which nothing can be mapped). A group whose IOMMU or devices reserve addresses that are mapped
 * already is refused.
 *
 * <p>Each mapping has an owner, who unmaps it, and all devices reach it until then. What was mapped through a device
 * ({@link KernelDevice#mapDma}) ends when it is unmapped there or that device is closed; what was mapped through the
 * container, when it is unmapped here, the container is closed, or the last device is, with whose group the IOMMU
 * leaves the container (drivers/vfio/container.c). The next device that is opened finds it empty.
 *
 * <p>Container and devices may be closed in any order, by any thread, twice if they like. The kernel's container stays
 * open until the last device is closed. Any thread may call everything.
 */
public final class VfioContainer implements AutoCloseable {
    private final IoctlFile file;
    private final Map<String, OpenGroup> groups = new HashMap<>();
    /** The mappings that were made through the container; there while it has a group, and so an IOMMU. */
    private @Nullable MappedMemory mappings;

    private boolean withoutIommu;
    private boolean closed;

    VfioContainer(IoctlFile file) {
        this.file = file;
    }

    /**
     * Opens {@code /dev/vfio/vfio}.
     *
     * @throws VfioException ENOENT when VFIO is not loaded, EACCES when this user may not open it
     */
    public static VfioContainer open() {
        return open(Nodes.CONTAINER, Nodes.CONTAINER);
    }

    /** Opens a node somewhere else, with the name of what it is for in messages; else as {@link #open()}. */
    static VfioContainer open(String target, String node) {
        DeviceFile opened;
        try {
            opened = DeviceFile.open(node);
        } catch (VfioException failure) {
            throw NodeErrors.explained(failure, target, node);
        }
        IoctlFile file = new IoctlFile(target, opened);
        try {
            ContainerIommu.requireVersion(file);
            return new VfioContainer(file);
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    /** Opens a device, and its group unless that is open. */
    synchronized GroupAccess open(OpenRequest device) {
        if (closed) {
            throw new VfioException(device.name(), "open", Errno.EBADF, "the container is closed");
        }
        OpenGroup known = groups.get(device.node());
        OpenGroup group = known == null ? join(device) : known;
        try {
            return new GroupAccess(
                    group.device(device),
                    device.address(),
                    group,
                    this,
                    new ContainerIommu(named(device), withoutIommu));
        } catch (Throwable failure) {
            leaveIfUnused(group);
            throw failure;
        }
    }

    private OpenGroup join(OpenRequest device) {
        OpenGroup group = OpenGroup.open(device);
        try {
            boolean neighbours = !groups.isEmpty();
            if (!neighbours) {
                ContainerIommu.requireModel(named(device), device.withoutIommu());
            }
            group.join(file, device, neighbours);
            if (!neighbours) {
                ContainerIommu.setModel(named(device), device.withoutIommu());
                withoutIommu = device.withoutIommu();
                mappings = new MappedMemory(file.target(), new ContainerIommu(file, withoutIommu));
            }
            groups.put(group.node(), group);
            return group;
        } catch (Throwable failure) {
            group.close();
            throw failure;
        }
    }

    private IoctlFile named(OpenRequest device) {
        return new IoctlFile(device.name(), file.file());
    }

    /** Takes leave of a device whose descriptor is closed. */
    synchronized void leave(OpenGroup group, PciAddress address) {
        group.forget(address);
        leaveIfUnused(group);
    }

    /**
     * Lets a group go that no device is open of. With the last group the kernel takes the IOMMU away. It is not relied
     * on: a mapped region that is still in use keeps a device open in the kernel, and so its group in the container.
     */
    private void leaveIfUnused(OpenGroup group) {
        if (group.isUsed()) {
            return;
        }
        groups.remove(group.node());
        MappedMemory known = mappings;
        if (groups.isEmpty() && known != null) {
            mappings = null;
            known.close();
        }
        group.close();
        closeFileIfUnused();
    }

    private void closeFileIfUnused() {
        if (closed && groups.isEmpty()) {
            file.close();
        }
    }

    /** Returns the files of the groups that are in it, by number, which prove whose their devices are. */
    synchronized Map<Integer, DeviceFile> groupFiles() {
        Map<Integer, DeviceFile> files = new TreeMap<>();
        for (OpenGroup group : groups.values()) {
            files.put(group.number(), group.file());
        }
        return files;
    }

    /** Returns the numbers of the IOMMU groups that are in it, in ascending order. */
    public List<Integer> groups() {
        return List.copyOf(groupFiles().keySet());
    }

    /**
     * Maps memory for all devices of the container, whichever of them is closed. The memory is as for
     * {@link KernelDevice#mapDma}.
     *
     * @throws VfioException EINVAL while no device is open through it, because it has no IOMMU then; EEXIST when a
     *     mapping overlaps it, whoever made that; else as {@link KernelDevice#mapDma}
     */
    public synchronized void mapDma(DmaRegion region) {
        mappings("VFIO_IOMMU_MAP_DMA").map(region);
    }

    /**
     * Unmaps what was mapped here and lies wholly in a range.
     *
     * @return how many bytes were unmapped; 0 where only devices have mapped something
     * @throws VfioException EINVAL when the range is empty, unaligned or wraps, or would cut a mapping in two; EINVAL,
     *     too, while no device is open through it
     */
    public synchronized long unmapDma(long iova, long size) {
        return DmaSpace.bytes(mappings("VFIO_IOMMU_UNMAP_DMA").unmap(iova, size));
    }

    /**
     * Unmaps all that was mapped here.
     *
     * @return how many bytes that were
     */
    public synchronized long unmapAllDma() {
        return mappings == null ? 0 : DmaSpace.bytes(mappings.unmapAll());
    }

    /**
     * Returns the addresses at which memory can be mapped, by address; empty when the kernel does not tell. A group
     * that comes in makes them fewer.
     *
     * @throws VfioException EINVAL while no device is open through it
     */
    public synchronized List<IovaRange> iovaRanges() {
        return mappings("VFIO_IOMMU_GET_INFO").usable();
    }

    private MappedMemory mappings(String operation) {
        if (closed) {
            throw new VfioException(file.target(), operation, Errno.EBADF, "closed");
        }
        if (mappings == null) {
            throw new VfioException(
                    file.target(),
                    operation,
                    Errno.EINVAL,
                    "no device is open through this container, and without one it has no IOMMU");
        }
        return mappings;
    }

    /** Unmaps what was mapped here. Devices that are open stay so, with what was mapped through them. */
    @Override
    public synchronized void close() {
        closed = true;
        if (mappings != null) {
            mappings.close();
        }
        closeFileIfUnused();
    }

    @Override
    public synchronized String toString() {
        return "%s, groups %s".formatted(file.file(), groups());
    }
}
