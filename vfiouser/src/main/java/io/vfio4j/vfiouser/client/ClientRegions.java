// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.RegionAccess;
import io.vfio4j.vfiouser.wire.RegionWrites;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/** REGION_READ and REGION_WRITE: the steady path, which allocates nothing. */
final class ClientRegions {
    private static final long DATA = ClientConnection.PAYLOAD + RegionAccess.SIZE;

    private static final int MAX_WRITES = 128;
    private static final ValueLayout.OfLong VALUE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final ClientConnection connection;
    private final int maxTransferBytes;

    ClientRegions(String name, ClientConnection connection, int maxTransferBytes) {
        this.name = name;
        this.connection = connection;
        this.maxTransferBytes = maxTransferBytes;
    }

    int read(int region, long offset, MemorySegment target, long at, int length) {
        check(target, at, length);
        connection.begin();
        try {
            int done = 0;
            while (done < length) {
                int count = Math.min(length - done, maxTransferBytes);
                RegionAccess.put(connection.command(), ClientConnection.PAYLOAD, offset + done, region, count);
                Message reply = connection.exchange(WireCommand.REGION_READ, RegionAccess.SIZE);
                int transferred =
                        transferred(WireCommand.REGION_READ, reply, count, reply.length() - RegionAccess.SIZE);
                long data = reply.payload() + RegionAccess.SIZE;
                MemorySegment.copy(reply.segment(), data, target, at + done, transferred);
                done += transferred;
                if (transferred < count) {
                    break;
                }
            }
            return done;
        } finally {
            connection.end();
        }
    }

    int write(int region, long offset, MemorySegment source, long at, int length) {
        check(source, at, length);
        connection.begin();
        try {
            int done = 0;
            while (done < length) {
                int count = Math.min(length - done, maxTransferBytes);
                MemorySegment command = connection.command();
                RegionAccess.put(command, ClientConnection.PAYLOAD, offset + done, region, count);
                MemorySegment.copy(source, at + done, command, DATA, count);
                Message reply = connection.exchange(WireCommand.REGION_WRITE, RegionAccess.SIZE + count);
                int transferred = transferred(WireCommand.REGION_WRITE, reply, count, count);
                done += transferred;
                if (transferred < count) {
                    break;
                }
            }
            return done;
        } finally {
            connection.end();
        }
    }

    /** A message for every {@link #MAX_WRITES} writes. */
    void writeTogether(List<RegionWrite> writes) {
        MemorySegment command = connection.command();
        connection.begin();
        try {
            for (int done = 0; done < writes.size(); ) {
                int count = Math.min(writes.size() - done, MAX_WRITES);
                RegionWrites.putCount(command, ClientConnection.PAYLOAD, count);
                for (int i = 0; i < count; i++) {
                    RegionWrite write = writes.get(done + i);
                    long entry = RegionWrites.entry(ClientConnection.PAYLOAD, i);
                    RegionAccess.put(command, entry, write.offset(), write.region(), write.size());
                    command.set(VALUE, entry + RegionAccess.SIZE, write.value());
                }
                int length = RegionWrites.SIZE + count * RegionWrites.ENTRY_SIZE;
                Message reply = connection.exchange(WireCommand.REGION_WRITE_MULTI, length);
                long carriedOut =
                        reply.length() < RegionWrites.SIZE ? 0 : RegionWrites.count(reply.segment(), reply.payload());
                if (carriedOut != count) {
                    throw new VfioException(
                            name,
                            WireCommand.describe(WireCommand.REGION_WRITE_MULTI.number()),
                            Errno.EPROTO,
                            "%s of %d writes carried out".formatted(Long.toUnsignedString(carriedOut), count));
                }
                done += count;
            }
        } finally {
            connection.end();
        }
    }

    /** As above, in a message each. */
    void writeOneByOne(List<RegionWrite> writes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE);
            for (RegionWrite write : writes) {
                value.set(VALUE, 0, write.value());
                int done = write(write.region(), write.offset(), value, 0, write.size());
                if (done != write.size()) {
                    throw new VfioException(
                            name,
                            WireCommand.describe(WireCommand.REGION_WRITE.number()),
                            Errno.EIO,
                            "%d of %d bytes written at 0x%x of region %d"
                                    .formatted(done, write.size(), write.offset(), write.region()));
                }
            }
        }
    }

    private static void check(MemorySegment segment, long at, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be positive: length=" + length);
        }
        Objects.checkFromIndexSize(at, length, segment.byteSize());
    }

    private int transferred(WireCommand command, Message reply, int count, int available) {
        int transferred =
                reply.length() < RegionAccess.SIZE ? -1 : RegionAccess.count(reply.segment(), reply.payload());
        if (transferred < 0 || transferred > Math.min(count, available)) {
            throw new VfioException(
                    name,
                    WireCommand.describe(command.number()),
                    Errno.EPROTO,
                    "the reply has %d bytes and says that %s were transferred, asked for %d"
                            .formatted(reply.length(), Integer.toUnsignedString(transferred), count));
        }
        return transferred;
    }
}
