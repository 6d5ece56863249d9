// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.FeatureRequest;
import java.lang.foreign.MemorySegment;

/** Carries out DEVICE_FEATURE; the device checks the flags, as the kernel does. */
final class FeatureCommand {
    private final VfioDevice device;
    private final int maxTransferBytes;

    FeatureCommand(VfioDevice device, int maxTransferBytes) {
        this.device = device;
        this.maxTransferBytes = maxTransferBytes;
    }

    void feature(Message message, Reply reply) {
        FeatureRequest request = FeatureRequest.decode(message.segment(), message.payload(), message.length());
        if ((request.flags() & (FeatureFlags.GET | FeatureFlags.PROBE)) == FeatureFlags.GET) {
            get(message, reply, request);
        } else {
            setOrProbe(message, reply, request.flags());
        }
    }

    /** Answers with data as long as the device filled it. */
    private void get(Message message, Reply reply, FeatureRequest request) {
        long wanted = Integer.toUnsignedLong(request.argsz()) - FeatureRequest.SIZE;
        long room = Math.min(wanted, maxTransferBytes);
        MemorySegment data = reply.segment()
                .asSlice(Reply.PAYLOAD + FeatureRequest.SIZE, room)
                .fill((byte) 0);
        long given = Math.min(room, message.length() - FeatureRequest.SIZE);
        MemorySegment.copy(message.segment(), message.payload() + FeatureRequest.SIZE, data, 0, given);
        int filled = device.feature(request.flags(), data);
        if (filled < 0 || filled > room) {
            throw new IllegalStateException("device filled %d of %d bytes".formatted(filled, room));
        }
        int size = FeatureRequest.SIZE + filled;
        new FeatureRequest(size, request.flags()).encode(reply.segment(), Reply.PAYLOAD);
        reply.length(size);
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
