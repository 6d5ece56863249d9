// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.pasid.PasidData;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.FeatureRequest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** DEVICE_FEATURE. */
final class FeatureCommand {
    private static final ValueLayout.OfInt REPORT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final VfioDevice device;
    private final int maxTransferBytes;

    FeatureCommand(VfioDevice device, int maxTransferBytes) {
        this.device = device;
        this.maxTransferBytes = maxTransferBytes;
    }

    /** Asks the device, for the PASID report as it was agreed with this client. */
    void feature(Message message, Reply reply, PasidDelivery pasid) {
        FeatureRequest request = FeatureRequest.decode(message.segment(), message.payload(), message.length());
        FeatureFlags.checkWellFormed(device.name(), request.flags());
        int index = FeatureFlags.index(request.flags());
        if (pasid.hides(index)) {
            throw new VfioException(
                    device.name(),
                    FeatureFlags.describe(request.flags()),
                    Errno.ENOTTY,
                    "the client has not agreed to the format of this report");
        }
        int deviceFlags = pasid.delivers(index)
                ? (request.flags() & ~FeatureFlags.INDEX_MASK)
                        | pasid.device().orElseThrow().index()
                : request.flags();
        if ((request.flags() & (FeatureFlags.GET | FeatureFlags.PROBE)) == FeatureFlags.GET) {
            MemorySegment data = get(message, reply, request, deviceFlags);
            if (pasid.delivers(index)) {
                translate(data, pasid);
            }
        } else {
            setOrProbe(message, reply, deviceFlags);
        }
    }

    private static void translate(MemorySegment data, PasidDelivery pasid) {
        PasidFormat own = pasid.device().orElseThrow().format();
        PasidFormat agreed = pasid.delivered().orElseThrow().format();
        if (own != agreed && data.byteSize() == PasidData.SIZE) {
            PasidData.read(own, data).translated().write(data);
        }
    }

    /** The data of the reply, as long as the device filled it. */
    private MemorySegment get(Message message, Reply reply, FeatureRequest request, int deviceFlags) {
        long wanted = Integer.toUnsignedLong(request.argsz()) - FeatureRequest.SIZE;
        long room = Math.min(wanted, maxTransferBytes);
        MemorySegment data = reply.segment()
                .asSlice(Reply.PAYLOAD + FeatureRequest.SIZE, room)
                .fill((byte) 0);
        long given = Math.min(room, message.length() - FeatureRequest.SIZE);
        MemorySegment.copy(message.segment(), message.payload() + FeatureRequest.SIZE, data, 0, given);
        int filled = device.feature(deviceFlags, data);
        if (filled < 0 || filled > room) {
            throw new IllegalStateException("device filled %d of %d bytes".formatted(filled, room));
        }
        int size = FeatureRequest.SIZE + filled;
        new FeatureRequest(size, request.flags()).encode(reply.segment(), Reply.PAYLOAD);
        reply.length(size);
        return data.asSlice(0, filled);
    }

    private void setOrProbe(Message message, Reply reply, int flags) {
        int given = message.length() - FeatureRequest.SIZE;
        MemorySegment data = message.segment().asSlice(message.payload() + FeatureRequest.SIZE, given);
        device.feature(flags, data.asReadOnly());
        long echoed = Math.min(message.length(), maxTransferBytes);
        MemorySegment.copy(message.segment(), message.payload(), reply.segment(), Reply.PAYLOAD, echoed);
        reply.length((int) echoed);
    }
}
