// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.DeviceAbi.Attach;
import io.vfio4j.kernel.ioctl.DeviceAbi.Bind;
import io.vfio4j.kernel.ioctl.DeviceAbi.Detach;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.IommufdAbi;
import io.vfio4j.kernel.ioctl.PinnedMemory;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.kernel.ioctl.TranslationErrors;
import io.vfio4j.kernel.node.Nodes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Attaches a device that is bound to an iommufd, as a whole and for each PASID, to what translates its DMA.
 *
 * <p>The device's descriptor is the owner: when that is closed, the device is detached and no longer bound. One thread
 * at a time.
 */
public final class IommufdDevice {
    /** PASIDs have 20 bits at most. */
    public static final int MAX_PASID = (1 << 20) - 1;

    private final IoctlFile device;
    private final Iommufd iommufd;
    private final int id;
    private final Set<Integer> pasids = ConcurrentHashMap.newKeySet();
    private volatile boolean takenOver;

    private IommufdDevice(IoctlFile device, Iommufd iommufd, int id) {
        this.device = device;
        this.iommufd = iommufd;
        this.id = id;
    }

    /**
     * Makes the request VFIO_DEVICE_BIND_IOMMUFD.
     *
     * @param token of a VF whose PF is bound to vfio-pci too: the PF's VF token
     */
    static IommufdDevice bind(IoctlFile device, Iommufd iommufd, Optional<UUID> token) {
        Request request = Request.VFIO_DEVICE_BIND_IOMMUFD;
        try (Arena arena = Arena.ofConfined();
                EventDescriptor.Hold held = iommufd.file().file().hold(request.name())) {
            int size = token.isPresent() ? Bind.SIZE_WITH_TOKEN : Bind.SIZE;
            MemorySegment bind = arena.allocate(size, Long.BYTES);
            putU32(bind, DeviceAbi.ARGSZ, size);
            putU32(bind, Bind.IOMMUFD, held.number());
            if (token.isPresent()) {
                putU32(bind, DeviceAbi.FLAGS, Bind.FLAG_TOKEN);
                putU64(bind, Bind.TOKEN_UUID_PTR, uuid(arena, token.get()).address());
            }
            device.call(request, bind);
            return new IommufdDevice(device, iommufd, u32(bind, Bind.OUT_DEVID));
        }
    }

    /** Writes a UUID as the kernel's uuid_t: 16 bytes in the order in which people write them. */
    static MemorySegment uuid(Arena arena, UUID uuid) {
        return arena.allocate(Bind.TOKEN_SIZE, Long.BYTES)
                .copyFrom(MemorySegment.ofArray(ByteBuffer.allocate(Bind.TOKEN_SIZE)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array()));
    }

    /** Returns the device's id in the iommufd. */
    public int id() {
        return id;
    }

    /** Returns what it is bound to. */
    public Iommufd iommufd() {
        return iommufd;
    }

    /**
     * Makes the request VFIO_DEVICE_ATTACH_IOMMUFD_PT: translates the device's requests without PASID. Replaces what
     * was attached. From then on the device's address space is the caller's affair: {@link KernelDevice#mapDma}
     * refuses.
     *
     * @param table of this device's iommufd
     * @return the id of the page table that it is attached to now: of an address space, the one that the kernel made of
     *     it
     */
    public int attach(PageTable table) {
        takenOver = true;
        return attachOwn(table);
    }

    /**
     * Attaches the device to the address space that {@link KernelDevice} has for it; else as {@link
     * #attach(PageTable)}.
     */
    int attachOwn(PageTable table) {
        requireSame(table);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attach = argument(arena, Attach.SIZE, 0);
            putU32(attach, Attach.PT_ID, table.id());
            device.call(
                    Request.VFIO_DEVICE_ATTACH_IOMMUFD_PT,
                    "VFIO_DEVICE_ATTACH_IOMMUFD_PT(%s)".formatted(table),
                    attach,
                    this::explainPinning);
            return u32(attach, Attach.PT_ID);
        }
    }

    /**
     * Makes the request VFIO_DEVICE_ATTACH_IOMMUFD_PT with VFIO_DEVICE_ATTACH_PASID: translates the device's requests
     * that carry a PASID. Replaces what was attached to it.
     *
     * @param pasid 1 to {@link #MAX_PASID}; 0 is the device itself
     * @param table of this device's iommufd, allocated with {@link Hwpt.Flag#PASID}, as must be the one that the device
     *     itself is attached to
     * @return the id of the page table
     * @throws io.vfio4j.device.VfioException EINVAL for another page table, or a PASID beyond the device's width
     */
    public int attach(int pasid, PageTable table) {
        requirePasid(pasid);
        requireSame(table);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attach = argument(arena, Attach.SIZE_WITH_PASID, Attach.FLAG_PASID);
            putU32(attach, Attach.PT_ID, table.id());
            putU32(attach, Attach.PASID, pasid);
            device.call(
                    Request.VFIO_DEVICE_ATTACH_IOMMUFD_PT,
                    "VFIO_DEVICE_ATTACH_IOMMUFD_PT(pasid=%d, %s)".formatted(pasid, table),
                    attach,
                    errno -> errno == Errno.ENOMEM ? explainPinning(errno) : TranslationErrors.attachPasid(errno));
            pasids.add(pasid);
            return u32(attach, Attach.PT_ID);
        }
    }

    /**
     * Makes the request VFIO_DEVICE_DETACH_IOMMUFD_PT: blocks the device's requests without PASID. Does nothing when it
     * is not attached.
     */
    public void detach() {
        takenOver = true;
        try (Arena arena = Arena.ofConfined()) {
            device.call(Request.VFIO_DEVICE_DETACH_IOMMUFD_PT, argument(arena, Detach.SIZE, 0));
        }
    }

    /**
     * Makes the request VFIO_DEVICE_DETACH_IOMMUFD_PT with VFIO_DEVICE_DETACH_PASID: blocks the device's requests with
     * a PASID. Does nothing when the PASID is not attached.
     *
     * @param pasid 1 to {@link #MAX_PASID}
     */
    public void detach(int pasid) {
        requirePasid(pasid);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment detach = argument(arena, Detach.SIZE_WITH_PASID, Detach.FLAG_PASID);
            putU32(detach, Detach.PASID, pasid);
            device.call(
                    Request.VFIO_DEVICE_DETACH_IOMMUFD_PT,
                    "VFIO_DEVICE_DETACH_IOMMUFD_PT(pasid=%d)".formatted(pasid),
                    detach,
                    TranslationErrors::detachPasid);
            pasids.remove(pasid);
        }
    }

    /** Tells whether the caller has attached or detached the device itself. */
    boolean takenOver() {
        return takenOver;
    }

    /**
     * Blocks all of the device's requests, whichever of them can be: a closed descriptor or a device that is gone has
     * none.
     */
    void detachAll() {
        for (int pasid : pasids) {
            try {
                detach(pasid);
            } catch (VfioException _) {
                // The others are detached all the same.
            }
        }
        try {
            detach();
        } catch (VfioException _) {
            // The device is gone, or its descriptor closed.
        }
    }

    private void requireSame(PageTable table) {
        if (table.iommufd() != iommufd) {
            throw new IllegalArgumentException(
                    "table must be of the iommufd that %s is bound to: %s".formatted(this, table));
        }
    }

    private static void requirePasid(int pasid) {
        if (pasid < 1 || pasid > MAX_PASID) {
            throw new IllegalArgumentException("pasid must be 1 to %d: pasid=%d".formatted(MAX_PASID, pasid));
        }
    }

    /**
     * Makes the request IOMMU_HWPT_ALLOC: a page table of an address space, for this device's IOMMU.
     *
     * @throws io.vfio4j.device.VfioException EOPNOTSUPP when the IOMMU cannot do what the flags ask for
     */
    public Hwpt allocateHwpt(Ioas ioas, Set<Hwpt.Flag> flags) {
        requireSame(ioas);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment alloc = Iommufd.structure(arena, IommufdAbi.HwptAlloc.SIZE);
            putU32(alloc, IommufdAbi.HwptAlloc.FLAGS, Hwpt.Flag.bits(flags));
            putU32(alloc, IommufdAbi.HwptAlloc.DEV_ID, id);
            putU32(alloc, IommufdAbi.HwptAlloc.PT_ID, ioas.id());
            iommufd.file()
                    .call(
                            Request.IOMMU_HWPT_ALLOC,
                            "IOMMU_HWPT_ALLOC(%s, %s)".formatted(ioas, flags),
                            alloc,
                            this::explainPinning);
            return new Hwpt(iommufd, u32(alloc, IommufdAbi.HwptAlloc.OUT_HWPT_ID));
        }
    }

    /**
     * Makes the request IOMMU_GET_HW_INFO: what IOMMU there is, and what PASID device and IOMMU offer together.
     *
     * @throws io.vfio4j.device.VfioException EOPNOTSUPP in no-IOMMU mode
     */
    public IommuDescription hardwareInfo() {
        return IommuDescription.of(iommufd, id);
    }

    /** Explains a failure to pin: what was mapped before is pinned now. */
    private String explainPinning(Errno errno) {
        return iommufd.explainPinning(errno, PinnedMemory.UNKNOWN_SIZE);
    }

    private static MemorySegment argument(Arena arena, int size, int flags) {
        MemorySegment argument = arena.allocate(size, Long.BYTES);
        putU32(argument, DeviceAbi.ARGSZ, size);
        putU32(argument, DeviceAbi.FLAGS, flags);
        return argument;
    }

    @Override
    public String toString() {
        return "%s, device %d of %s".formatted(device.target(), id, Nodes.IOMMU);
    }
}
