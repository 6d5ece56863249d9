// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.DeviceInfoCodec;
import io.vfio4j.vfiouser.wire.IrqInfoCodec;
import io.vfio4j.vfiouser.wire.RegionInfoCodec;
import io.vfio4j.vfiouser.wire.RegionIoDescriptors;
import java.util.List;
import java.util.Optional;

/** Carries out DEVICE_GET_INFO, GET_REGION_INFO, GET_REGION_IO_FDS and GET_IRQ_INFO. */
final class InfoCommands {
    private final VfioDevice device;

    InfoCommands(VfioDevice device) {
        this.device = device;
    }

    void device(Message message, Reply reply) {
        DeviceInfoCodec.checkCommand(message.segment(), message.payload(), message.length());
        DeviceInfoCodec.encode(device.info(), reply.segment(), Reply.PAYLOAD);
        reply.length(DeviceInfoCodec.SIZE);
    }

    void irq(Message message, Reply reply) {
        int index = IrqInfoCodec.decodeCommand(message.segment(), message.payload(), message.length());
        IrqInfoCodec.encode(device.irqInfo(index), reply.segment(), Reply.PAYLOAD);
        reply.length(IrqInfoCodec.SIZE);
    }

    /**
     * Answers with the descriptor when the reply is whole: QEMU throws away the one of a reply that it asks for again.
     *
     * @param clientTakesDescriptors a client that takes none cannot map, so nothing is said to be mappable
     */
    void region(Message message, Reply reply, boolean clientTakesDescriptors) {
        RegionInfoCodec.Query query =
                RegionInfoCodec.decodeCommand(message.segment(), message.payload(), message.length());
        RegionInfo info = device.regionInfo(query.index());
        Optional<SharedMemory> memory = info.mappable() && clientTakesDescriptors
                ? device.regionMemory(query.index()).filter(SharedMemory::passable)
                : Optional.empty();
        RegionInfo told =
                memory.map(shared -> at(info, shared.descriptorOffset())).orElseGet(() -> unmappable(info));
        reply.length(RegionInfoCodec.encode(told, query.argsz(), reply.segment(), Reply.PAYLOAD));
        boolean whole = reply.size() - Reply.PAYLOAD == RegionInfoCodec.wholeSize(told);
        if (whole && memory.isPresent()) {
            reply.attach(memory.get().descriptor());
        }
    }

    private static RegionInfo at(RegionInfo info, long offset) {
        return new RegionInfo(info.index(), info.flags(), info.size(), offset, info.capabilities());
    }

    private static RegionInfo unmappable(RegionInfo info) {
        List<RegionCapability> kept = info.capabilities().stream()
                .filter(capability -> !(capability instanceof RegionCapability.SparseMmap)
                        && !(capability instanceof RegionCapability.MsixMappable))
                .toList();
        return new RegionInfo(info.index(), info.flags() & ~RegionInfo.MMAP, info.size(), info.offset(), kept);
    }

    void regionIoDescriptors(Message message, Reply reply) {
        int index = RegionIoDescriptors.decodeCommand(message.segment(), message.payload(), message.length());
        RegionIoDescriptors.putNone(device.regionInfo(index).index(), reply.segment(), Reply.PAYLOAD);
        reply.length(RegionIoDescriptors.SIZE);
    }
}
