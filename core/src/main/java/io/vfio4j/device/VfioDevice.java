// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Operates a device as VFIO knows it: the operations of {@code linux/vfio.h}, with the kernel's semantics and errno.
 *
 * <p>The kernel offers these operations as ioctls, vfio-user as messages and an emulated function as methods; all
 * three are a {@code VfioDevice}, and whoever consumes one cannot tell which.
 *
 * <p>Every operation may throw {@link VfioException} with the errno the kernel would return. An argument that no caller
 * may pass (a negative length, a segment too small) is an {@link IllegalArgumentException} or
 * {@link IndexOutOfBoundsException}.
 *
 * <p>A device is used by one thread at a time. {@link #close()} may be called from any thread, and twice.
 */
public interface VfioDevice extends AutoCloseable {

    /**
     * Returns the name of this device in messages, for example {@code vfio-user:/run/x.sock} or {@code
     * pci:0000:3a:00.0}.
     */
    String name();

    /** VFIO_DEVICE_GET_INFO. */
    DeviceInfo info();

    /**
     * VFIO_DEVICE_GET_REGION_INFO.
     *
     * @param index the region, 0 to {@link DeviceInfo#regions()} - 1; see {@link VfioPci} for what each one is
     * @throws VfioException EINVAL when there is no such region
     */
    RegionInfo regionInfo(int index);

    /**
     * VFIO_DEVICE_GET_IRQ_INFO.
     *
     * @param index the interrupt kind, 0 to {@link DeviceInfo#irqs()} - 1
     * @throws VfioException EINVAL when there is no such index
     */
    IrqInfo irqInfo(int index);

    /**
     * Reads from a region, as pread(2) does on a VFIO device descriptor.
     *
     * <p>Bytes arrive as the device has them; multi-byte registers are little-endian.
     *
     * @param region the region's index
     * @param offset where in the region, in bytes
     * @param target where the bytes go
     * @param at the first byte of {@code target} to fill
     * @param length how many bytes, at least 1
     * @return the number of bytes read, less than {@code length} at the end of a BAR
     */
    int read(int region, long offset, MemorySegment target, long at, int length);

    /**
     * Writes to a region, as pwrite(2) does on a VFIO device descriptor.
     *
     * @param region the region's index
     * @param offset where in the region, in bytes
     * @param source where the bytes come from
     * @param at the first byte of {@code source} to write
     * @param length how many bytes, at least 1
     * @return the number of bytes written, less than {@code length} at the end of a BAR
     */
    int write(int region, long offset, MemorySegment source, long at, int length);

    /**
     * VFIO_DEVICE_SET_IRQS. The device takes its own reference of each event; the caller keeps and closes its own.
     *
     * @throws VfioException EINVAL for a range, action or data kind that the index does not have
     */
    void setIrqs(IrqSet request);

    /**
     * VFIO_DEVICE_FEATURE.
     *
     * @param flags {@code vfio_device_feature.flags}: index in bits 15:0, then
     *     {@link io.vfio4j.device.FeatureFlags#GET}, SET and PROBE
     * @param data {@code vfio_device_feature.data}: its size is {@code argsz - 8}; a GET fills it, a SET reads it
     * @return how many bytes of {@code data} a GET filled; 0 for SET and PROBE
     * @throws VfioException ENOTTY for a feature that the device does not have, EINVAL for an operation or a size that
     *     the feature does not take
     */
    int feature(int flags, MemorySegment data);

    /**
     * VFIO_DEVICE_RESET.
     *
     * @throws VfioException ENOTTY or EINVAL when the device cannot be reset
     */
    void reset();

    /**
     * VFIO_IOMMU_MAP_DMA: lets the device reach memory. The memory stays valid until it is unmapped.
     *
     * @throws VfioException EEXIST when it overlaps a mapping, EINVAL for an unaligned or wrapping range, ENOSPC when
     *     there are too many
     */
    void mapDma(DmaRegion region);

    /**
     * VFIO_IOMMU_UNMAP_DMA, as type1 v2 does it: every mapping wholly inside the range goes.
     *
     * @param iova the first address
     * @param size bytes, not 0
     * @return the mappings that were removed, by address: the device does not reach their memory any more. The kernel
     *     tells only their bytes; {@link DmaSpace#bytes} counts them
     * @throws VfioException EINVAL when the range would cut a mapping in two
     */
    List<DmaRegion> unmapDma(long iova, long size);

    /**
     * VFIO_IOMMU_UNMAP_DMA with VFIO_DMA_UNMAP_FLAG_ALL.
     *
     * @return the mappings that were removed, by address
     */
    List<DmaRegion> unmapAllDma();

    /**
     * Returns the memory of a region that the owner may map, for the areas that {@link #regionInfo} names.
     *
     * @return owned by the device, and gone with it; empty when nothing of the region can be mapped
     */
    Optional<SharedMemory> regionMemory(int index);

    /** Tells what is known of this device beside VFIO; {@link DeviceOrigin#UNKNOWN} when that is nothing. */
    DeviceOrigin origin();

    @Override
    void close();
}
