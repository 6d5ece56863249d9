package io.vfio4j.user;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.user.wire.Command;
import io.vfio4j.user.wire.RegionAccess;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** REGION_READ and REGION_WRITE: the steady path, which allocates nothing. */
final class ClientRegions {
    private static final long DATA = ClientConnection.PAYLOAD + RegionAccess.SIZE;

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
                Message reply = connection.exchange(Command.REGION_READ, RegionAccess.SIZE);
                int transferred = transferred(Command.REGION_READ, reply, count, reply.length() - RegionAccess.SIZE);
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
                Message reply = connection.exchange(Command.REGION_WRITE, RegionAccess.SIZE + count);
                int transferred = transferred(Command.REGION_WRITE, reply, count, count);
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

    private static void check(MemorySegment segment, long at, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be positive: length=" + length);
        }
        Objects.checkFromIndexSize(at, length, segment.byteSize());
    }

    private int transferred(Command command, Message reply, int count, int available) {
        int transferred =
                reply.length() < RegionAccess.SIZE ? -1 : RegionAccess.count(reply.segment(), reply.payload());
        if (transferred < 0 || transferred > Math.min(count, available)) {
            throw new VfioException(
                    name,
                    Command.describe(command.number()),
                    Errno.EPROTO,
                    "the reply has %d bytes and says that %s were transferred, asked for %d"
                            .formatted(reply.length(), Integer.toUnsignedString(transferred), count));
        }
        return transferred;
    }
}
