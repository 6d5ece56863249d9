// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioPci;
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

/** Sends REGION_READ and REGION_WRITE: the steady path, which allocates nothing. */
final class ClientRegions {
    private static final long DATA = ClientConnection.PAYLOAD + RegionAccess.SIZE;

    /** Bytes of the largest register of a configuration space. */
    private static final int REGISTER = 4;

    private static final int MAX_WRITES = 128;
    private static final ValueLayout.OfLong VALUE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final ClientConnection connection;
    private final int maxTransferBytes;
    private final boolean registersOnly;

    /**
     * Accesses the regions of a server's device.
     *
     * @param maxTransferBytes bytes of data in one message
     * @param registersOnly accesses the configuration space by one register with one message
     */
    ClientRegions(String name, ClientConnection connection, int maxTransferBytes, boolean registersOnly) {
        this.name = name;
        this.connection = connection;
        this.maxTransferBytes = maxTransferBytes;
        this.registersOnly = registersOnly;
    }

    int read(int region, long offset, MemorySegment target, long at, int length) {
        return transfer(WireCommand.REGION_READ, region, offset, target, at, length);
    }

    int write(int region, long offset, MemorySegment source, long at, int length) {
        return transfer(WireCommand.REGION_WRITE, region, offset, source, at, length);
    }

    /** Sends as many messages as the sizes ask for, up to one that the server did not carry out whole. */
    private int transfer(WireCommand number, int region, long offset, MemorySegment own, long at, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be positive: length=" + length);
        }
        Objects.checkFromIndexSize(at, length, own.byteSize());
        connection.begin();
        try {
            int done = 0;
            int count;
            int transferred;
            do {
                count = most(region, offset + done, length - done);
                transferred = number == WireCommand.REGION_READ
                        ? readOnce(region, offset + done, own, at + done, count)
                        : writeOnce(region, offset + done, own, at + done, count);
                done += transferred;
            } while (done < length && transferred == count);
            return done;
        } finally {
            connection.end();
        }
    }

    private int most(int region, long offset, int length) {
        return registersOnly && region == VfioPci.CONFIG_REGION
                ? (int) Math.min(length, REGISTER - (offset & (REGISTER - 1)))
                : Math.min(length, maxTransferBytes);
    }

    private int readOnce(int region, long offset, MemorySegment target, long at, int count) {
        RegionAccess.put(connection.command(), ClientConnection.PAYLOAD, offset, region, count);
        Message reply = connection.exchange(WireCommand.REGION_READ, RegionAccess.SIZE);
        int transferred = transferred(WireCommand.REGION_READ, reply, count, reply.length() - RegionAccess.SIZE);
        MemorySegment.copy(reply.segment(), reply.payload() + RegionAccess.SIZE, target, at, transferred);
        return transferred;
    }

    private int writeOnce(int region, long offset, MemorySegment source, long at, int count) {
        RegionAccess.put(connection.command(), ClientConnection.PAYLOAD, offset, region, count);
        MemorySegment.copy(source, at, connection.command(), DATA, count);
        Message reply = connection.exchange(WireCommand.REGION_WRITE, RegionAccess.SIZE + count);
        return transferred(WireCommand.REGION_WRITE, reply, count, count);
    }

    /** Sends a message for every {@link #MAX_WRITES} writes. */
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
                    throw WireCommand.REGION_WRITE_MULTI.failure(
                            name,
                            Errno.EPROTO,
                            "%s of %d writes carried out".formatted(Long.toUnsignedString(carriedOut), count));
                }
                done += count;
            }
        } finally {
            connection.end();
        }
    }

    /** Sends a message for each write. */
    void writeOneByOne(List<RegionWrite> writes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE);
            for (RegionWrite write : writes) {
                value.set(VALUE, 0, write.value());
                int done = write(write.region(), write.offset(), value, 0, write.size());
                if (done != write.size()) {
                    throw WireCommand.REGION_WRITE.failure(
                            name,
                            Errno.EIO,
                            "%d of %d bytes written at 0x%x of region %d"
                                    .formatted(done, write.size(), write.offset(), write.region()));
                }
            }
        }
    }

    private int transferred(WireCommand command, Message reply, int count, int available) {
        int transferred =
                reply.length() < RegionAccess.SIZE ? -1 : RegionAccess.count(reply.segment(), reply.payload());
        if (transferred < 0 || transferred > Math.min(count, available)) {
            throw command.failure(
                    name,
                    Errno.EPROTO,
                    "the reply has %d bytes and says that %s were transferred, asked for %d"
                            .formatted(reply.length(), Integer.toUnsignedString(transferred), count));
        }
        return transferred;
    }
}
