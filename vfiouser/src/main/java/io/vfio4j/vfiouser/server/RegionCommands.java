// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.RegionAccess;
import io.vfio4j.vfiouser.wire.RegionWrites;
import java.lang.foreign.MemorySegment;

/**
 * Carries out REGION_READ, REGION_WRITE and REGION_WRITE_MULTI. The first two are the hot path: no allocation, no lock.
 */
final class RegionCommands {
    private final VfioDevice device;
    private final int maxTransferBytes;

    RegionCommands(VfioDevice device, int maxTransferBytes) {
        this.device = device;
        this.maxTransferBytes = maxTransferBytes;
    }

    void read(Message message, Reply reply) {
        requireAccess(message);
        MemorySegment command = message.segment();
        long offset = RegionAccess.offset(command, message.payload());
        int region = RegionAccess.region(command, message.payload());
        int count = checked(offset, RegionAccess.count(command, message.payload()), maxTransferBytes);
        long data = Reply.PAYLOAD + RegionAccess.SIZE;
        int done = count == 0 ? 0 : device.read(region, offset, reply.segment(), data, count);
        RegionAccess.put(reply.segment(), Reply.PAYLOAD, offset, region, transferred(done, count));
        reply.length(RegionAccess.SIZE + done);
    }

    void write(Message message, Reply reply) {
        requireAccess(message);
        int available = Math.min(message.length() - RegionAccess.SIZE, maxTransferBytes);
        long payload = message.payload();
        int done = write(message.segment(), payload, available);
        RegionAccess.put(
                reply.segment(),
                Reply.PAYLOAD,
                RegionAccess.offset(message.segment(), payload),
                RegionAccess.region(message.segment(), payload),
                done);
        reply.length(RegionAccess.SIZE);
    }

    void writeMulti(Message message, Reply reply) {
        MemorySegment command = message.segment();
        if (message.length() < RegionWrites.SIZE) {
            throw new MalformedMessageException("region writes of %d bytes".formatted(message.length()));
        }
        long count = RegionWrites.count(command, message.payload());
        int room = (message.length() - RegionWrites.SIZE) / RegionWrites.ENTRY_SIZE;
        if (count < 0 || count > room) {
            throw new MalformedMessageException(
                    "%s region writes in room for %d".formatted(Long.toUnsignedString(count), room));
        }
        for (long i = 0; i < count; i++) {
            write(command, RegionWrites.entry(message.payload(), i), RegionWrites.MAX_COUNT);
        }
        RegionWrites.putCount(reply.segment(), Reply.PAYLOAD, count);
        reply.length(RegionWrites.SIZE);
    }

    private int write(MemorySegment command, long at, int available) {
        long offset = RegionAccess.offset(command, at);
        int count = checked(offset, RegionAccess.count(command, at), available);
        if (count == 0) {
            return 0;
        }
        int region = RegionAccess.region(command, at);
        return transferred(device.write(region, offset, command, at + RegionAccess.SIZE, count), count);
    }

    private static void requireAccess(Message message) {
        if (message.length() < RegionAccess.SIZE) {
            throw new MalformedMessageException("region access of %d bytes".formatted(message.length()));
        }
    }

    private static int checked(long offset, int count, int most) {
        if (count < 0 || count > most) {
            throw new MalformedMessageException(
                    "region access of %s bytes, at most %d".formatted(Integer.toUnsignedString(count), most));
        }
        if (offset < 0) {
            throw new MalformedMessageException("region access at 0x%x".formatted(offset));
        }
        return count;
    }

    /** Checks what the device says it has done; a device that says nonsense is at fault, not its client. */
    private static int transferred(int done, int count) {
        if (done < 0 || done > count) {
            throw new IllegalStateException("device transferred %d of %d bytes".formatted(done, count));
        }
        return done;
    }
}
