// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;
import static io.vfio4j.abi.HostOrder.u8;

import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.kernel.ioctl.IommufdAbi.HwInfo;
import io.vfio4j.kernel.ioctl.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Describes the IOMMU before a device: {@code struct iommu_hw_info}.
 *
 * @param model which IOMMU it is, and its registers
 * @param maxPasidLog2 PASID width in bits that device and IOMMU share, 0 for none; always 0 before Linux 6.15
 * @param capabilities {@code out_capabilities}: IOMMU_HW_CAP_ bits
 */
public record IommuDescription(IommuModel model, int maxPasidLog2, long capabilities) {
    /** Bytes that most models fit in. */
    private static final int INITIAL_ROOM = 64;

    /** Asks about a device that is bound to an iommufd; the kernel says how much room it needs. */
    static IommuDescription of(Iommufd iommufd, int device) {
        try (Arena arena = Arena.ofConfined()) {
            int room = INITIAL_ROOM;
            while (true) {
                MemorySegment info = Iommufd.structure(arena, HwInfo.SIZE);
                MemorySegment data = arena.allocate(room, Long.BYTES);
                putU32(info, HwInfo.DEV_ID, device);
                putU32(info, HwInfo.DATA_LEN, room);
                putU64(info, HwInfo.DATA_UPTR, data.address());
                iommufd.file().call(Request.IOMMU_GET_HW_INFO, info);
                int length = u32(info, HwInfo.DATA_LEN);
                if (length > room) {
                    room = length;
                    continue;
                }
                return new IommuDescription(
                        IommuModel.decode(u32(info, HwInfo.OUT_DATA_TYPE), data.asSlice(0, length)),
                        u8(info, HwInfo.OUT_MAX_PASID_LOG2),
                        u64(info, HwInfo.OUT_CAPABILITIES));
            }
        }
    }

    /** Returns the part that concerns PASID. */
    public IommuHardwareInfo pasid() {
        return new IommuHardwareInfo(maxPasidLog2, capabilities, model.toString());
    }
}
