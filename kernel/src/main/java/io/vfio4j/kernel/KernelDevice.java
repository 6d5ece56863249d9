// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.kernel.descriptor.CloseSteps;
import io.vfio4j.kernel.descriptor.DeviceFeatures;
import io.vfio4j.kernel.descriptor.DeviceInterrupts;
import io.vfio4j.kernel.descriptor.DeviceMappings;
import io.vfio4j.kernel.descriptor.KernelRegions;
import io.vfio4j.kernel.dma.MappedMemory;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drives a function of this machine that is bound to a VFIO driver, through the kernel's ioctls.
 *
 * <p>Errors carry the kernel's errno and what it means for the operation. One thread at a time, but any thread may
 * close it. {@link #close()} ends its DMA - the device and its PASIDs are detached, or, opened through its group, it is
 * no bus master any more -, unmaps what was mapped through it, unmaps its regions and closes its files; a call of
 * another thread that is under way ends first, or fails. What others have mapped in an address space or a container
 * that it shares stays. Opening and closing reset the function, if it can be reset.
 */
public final class KernelDevice implements VfioDevice {
    private final String name;
    private final SysfsFunction function;
    private final KernelOptions options;
    private final DeviceAccess access;
    private final IoctlFile device;
    private final KernelRegions regions;
    private final DeviceMappings mappings;
    private final DeviceInterrupts interrupts;
    private final DeviceResets resets;
    private final MappedMemory dma;
    private final AtomicBoolean closed = new AtomicBoolean();

    KernelDevice(String name, SysfsFunction function, KernelOptions options, DeviceAccess access) {
        this.name = name;
        this.function = function;
        this.options = options;
        this.access = access;
        device = access.device();
        regions = new KernelRegions(device);
        mappings = new DeviceMappings(device);
        interrupts = new DeviceInterrupts(device);
        resets = new DeviceResets(device, access::groups);
        dma = new MappedMemory(name, access.dma());
    }

    /** Opens a device with {@link KernelOptions#DEFAULT}; else as {@link #open(PciAddress, KernelOptions)}. */
    public static KernelDevice open(PciAddress address) {
        return open(address, KernelOptions.DEFAULT);
    }

    /**
     * Opens a device.
     *
     * @throws io.vfio4j.device.VfioException ENODEV when there is no such function or it is not bound to a VFIO driver,
     *     ENOENT, EACCES or EPERM for a node that is missing or may not be opened, EBUSY when somebody else has it,
     *     EPERM when no IOMMU holds it back and that was not asked for
     */
    public static KernelDevice open(PciAddress address, KernelOptions options) {
        return DeviceOpening.open(address, options);
    }

    /**
     * Opens a device through its group, in a container that it shares with others: what is mapped for one is mapped for
     * all. Without a container to share, a device has one of its own, and its group cannot be opened a second time.
     *
     * @param container closed before or after this, as the caller likes; closing this device unmaps what was mapped
     *     through it, and nothing else of the container, unless it is the last device
     * @param options with any way but {@link KernelOptions.Way#CDEV}
     * @throws io.vfio4j.device.VfioException in addition EBUSY when this container has the device open already; EINVAL
     *     when its group does not fit to what is mapped; EPERM when of its group and another one only one has an IOMMU
     */
    public static KernelDevice open(PciAddress address, VfioContainer container, KernelOptions options) {
        return DeviceOpening.open(address, container, options);
    }

    /**
     * Opens a device by its own node, whose memory is that of others, too: what is mapped for one is mapped for all,
     * and functions of one IOMMU group can only be opened so.
     *
     * @param space of an iommufd that stays open until after this is closed; closing this device unmaps what was mapped
     *     through it and leaves the space to whoever allocated it
     */
    public static KernelDevice open(PciAddress address, Ioas space, KernelOptions options) {
        return DeviceOpening.open(address, space, options);
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns the nodes that are open, for people: {@code /dev/vfio/devices/vfio0, /dev/iommu}. */
    public String nodes() {
        return access.nodes();
    }

    /** Tells whether nothing translates this device's DMA. */
    public boolean withoutIommu() {
        return access.withoutIommu();
    }

    /**
     * Returns its binding to an iommufd, through which it and its PASIDs are attached to page tables; empty for the
     * legacy way.
     */
    public Optional<IommufdDevice> bound() {
        return access.bound();
    }

    @Override
    public DeviceInfo info() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(DeviceAbi.DeviceInfo.SIZE, Long.BYTES);
            putU32(info, DeviceAbi.ARGSZ, DeviceAbi.DeviceInfo.SIZE);
            device.call(Request.VFIO_DEVICE_GET_INFO, info);
            return new DeviceInfo(
                    u32(info, DeviceAbi.FLAGS),
                    u32(info, DeviceAbi.DeviceInfo.NUM_REGIONS),
                    u32(info, DeviceAbi.DeviceInfo.NUM_IRQS));
        }
    }

    @Override
    public RegionInfo regionInfo(int index) {
        return regions.info(index);
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return interrupts.info(index);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        return regions.read(region, offset, target, at, length);
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return regions.write(region, offset, source, at, length);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException for an event without a descriptor
     */
    @Override
    public void setIrqs(IrqSet request) {
        interrupts.set(request);
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        return DeviceFeatures.request(device, flags, data);
    }

    /**
     * {@inheritDoc}
     *
     * @throws io.vfio4j.device.VfioException EINVAL when the function has no reset of its own, EAGAIN when somebody
     *     else holds the function's lock at this moment: try again, ENOTTY when the reset failed
     */
    @Override
    public void reset() {
        resets.reset();
    }

    /**
     * Makes the request VFIO_DEVICE_GET_PCI_HOT_RESET_INFO: what {@link #hotReset()} would reset, and whose that is.
     *
     * @throws io.vfio4j.device.VfioException ENODEV when neither its slot nor its bus can be reset; EPERM, of a device
     *     that was opened through its group, when a function on the bus has no group; EAGAIN when functions were
     *     plugged in meanwhile: try again
     */
    public HotResetScope hotResetScope() {
        return resets.hotResetScope();
    }

    /**
     * Makes the request VFIO_DEVICE_PCI_HOT_RESET: resets the slot or the bus with all functions on it. All of them
     * must be on a VFIO driver, and bound to the same iommufd or in the group of one that is; or, opened through their
     * groups, in groups of the same {@link VfioContainer}.
     *
     * @throws io.vfio4j.device.VfioException EINVAL when they are not; EBUSY or EAGAIN when one of them is in use at
     *     this moment: try again; ENOTTY when one did not come back in time; ENODEV when neither slot nor bus can be
     *     reset
     */
    public void hotReset() {
        resets.hotReset();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The memory is of this process: a {@link SharedMemory} such as {@link SharedBuffer}, or a native segment. The
     * kernel pins it, which RLIMIT_MEMLOCK limits. A native segment must not be freed before it is unmapped: the device
     * would write to memory that this process uses for something else. A {@link SharedBuffer} is safe there. Through
     * iommufd the device is attached to its address space at the first mapping.
     *
     * @throws io.vfio4j.device.VfioException in addition ENOMEM beyond the limit of locked memory, EFAULT for memory
     *     that no device can reach, EBUSY when the caller has attached or detached the device through {@link #bound()}
     */
    @Override
    public void mapDma(DmaRegion region) {
        dma.map(region);
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return dma.unmap(iova, size);
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return dma.unmapAll();
    }

    /**
     * Returns the addresses at which memory can be mapped for this device, by address; empty when the kernel does not
     * tell. Attaches the device as {@link #mapDma} does, because what it reserves is known then.
     */
    public List<IovaRange> iovaRanges() {
        return access.dma().usable();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Registers are to be accessed with their own size: through {@link SharedMemory#segment()}, not by copying.
     * While memory space is off in the command register, or the function sleeps, such an access ends in an {@link
     * InternalError}.
     */
    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return mappings.whole(regions.info(index));
    }

    /**
     * Maps part of a region; the caller closes it, or it ends with the device. For a region that {@link #regionMemory}
     * does not map, because a {@link io.vfio4j.device.RegionCapability.SparseMmap} leaves holes in it.
     *
     * @param offset bytes from the start of the region, a multiple of the page size
     * @param size bytes
     * @throws io.vfio4j.device.VfioException EINVAL when that part cannot be mapped
     */
    public SharedMemory mapRegion(int index, long offset, long size) {
        return mappings.part(regions.info(index), offset, size);
    }

    /**
     * Makes the request IOMMU_GET_HW_INFO, whose answer has the IOMMU's registers.
     *
     * @return empty for the legacy way, which cannot tell
     */
    public Optional<IommuDescription> hardwareInfo() {
        return bound().map(IommufdDevice::hardwareInfo);
    }

    @Override
    public DeviceOrigin origin() {
        return new HostOrigin(
                function, options.pasidFeature(), () -> hardwareInfo().map(IommuDescription::pasid));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        CloseSteps.runAll(access::stopDma, dma::close, mappings::close, access::close);
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(name, nodes());
    }
}
