package io.vfio4j.user;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.feature.FeatureFlags;
import io.vfio4j.user.wire.FeatureRequest;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** DEVICE_FEATURE. */
final class FeatureCommand {
    private final VfioDevice device;
    private final int maxTransferBytes;

    FeatureCommand(VfioDevice device, int maxTransferBytes) {
        this.device = device;
        this.maxTransferBytes = maxTransferBytes;
    }

    /**
     * Asks the device.
     *
     * @param hidden the index of a feature that this client would misread
     */
    void feature(Message message, Reply reply, OptionalInt hidden) {
        FeatureRequest request = FeatureRequest.decode(message.segment(), message.payload(), message.length());
        int flags = request.flags();
        FeatureFlags.checkWellFormed(device.name(), flags);
        if (hidden.isPresent() && hidden.getAsInt() == FeatureFlags.index(flags)) {
            throw new VfioException(
                    device.name(),
                    FeatureFlags.describe(flags),
                    Errno.ENOTTY,
                    "the client has not agreed to the format of this report");
        }
        if ((flags & (FeatureFlags.GET | FeatureFlags.PROBE)) == FeatureFlags.GET) {
            get(message, reply, request);
        } else {
            setOrProbe(message, reply, flags);
        }
    }

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
