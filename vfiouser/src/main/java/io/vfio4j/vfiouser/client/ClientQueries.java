// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.DescriptorList;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.DeviceInfoCodec;
import io.vfio4j.vfiouser.wire.FeatureRequest;
import io.vfio4j.vfiouser.wire.IrqInfoCodec;
import io.vfio4j.vfiouser.wire.IrqSetCodec;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.RegionInfoCodec;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends the commands that ask for information, and those that set interrupts, use features and reset. */
final class ClientQueries {
    private static final long PAYLOAD = ClientConnection.PAYLOAD;

    private final String name;
    private final ClientConnection connection;
    private final ClientHandshake handshake;

    ClientQueries(String name, ClientConnection connection, ClientHandshake handshake) {
        this.name = name;
        this.connection = connection;
        this.handshake = handshake;
    }

    /**
     * Holds a region and the descriptor that can be mapped.
     *
     * @param descriptor the receiver's to close
     */
    record Region(RegionInfo info, Optional<FileDescriptor> descriptor) {}

    DeviceInfo deviceInfo() {
        return exchange(WireCommand.DEVICE_GET_INFO, () -> {
            DeviceInfoCodec.putCommand(connection.command(), PAYLOAD);
            Message reply = connection.exchange(WireCommand.DEVICE_GET_INFO, DeviceInfoCodec.SIZE);
            return DeviceInfoCodec.decode(reply.segment(), reply.payload(), reply.length());
        });
    }

    /** Asks again with as much room as the server wants, once. */
    Region region(int index) {
        return exchange(WireCommand.DEVICE_GET_REGION_INFO, () -> {
            Message reply = askRegion(index, RegionInfoCodec.SIZE);
            int wanted = RegionInfoCodec.argsz(reply.segment(), reply.payload(), reply.length());
            long room = connection.command().byteSize() - PAYLOAD;
            if (Integer.toUnsignedLong(wanted) > room) {
                throw new MalformedMessageException(
                        "argsz %s, at most %d".formatted(Integer.toUnsignedString(wanted), room));
            }
            if (wanted > RegionInfoCodec.SIZE) {
                reply = askRegion(index, wanted);
            }
            RegionInfo info = RegionInfoCodec.decode(reply.segment(), reply.payload(), reply.length());
            requireIndex(index, info.index());
            List<FileDescriptor> descriptors = reply.takeDescriptors();
            descriptors.stream().skip(1).forEach(FileDescriptor::close);
            return new Region(info, descriptors.stream().findFirst());
        });
    }

    private Message askRegion(int index, int argsz) {
        RegionInfoCodec.putCommand(new RegionInfoCodec.Query(argsz, index), connection.command(), PAYLOAD);
        return connection.exchange(WireCommand.DEVICE_GET_REGION_INFO, RegionInfoCodec.SIZE);
    }

    IrqInfo irq(int index) {
        return exchange(WireCommand.DEVICE_GET_IRQ_INFO, () -> {
            IrqInfoCodec.putCommand(index, connection.command(), PAYLOAD);
            Message reply = connection.exchange(WireCommand.DEVICE_GET_IRQ_INFO, IrqInfoCodec.SIZE);
            IrqInfo info = IrqInfoCodec.decode(reply.segment(), reply.payload(), reply.length());
            requireIndex(index, info.index());
            return info;
        });
    }

    private static void requireIndex(int asked, int answered) {
        if (asked != answered) {
            throw new MalformedMessageException(
                    "answer for index %s, asked for %d".formatted(Integer.toUnsignedString(answered), asked));
        }
    }

    /** Sends events in as many messages as the server's limit of descriptors asks for. */
    void setIrqs(IrqSet request) {
        int most = Math.min(handshake.server().maxMsgFds(), DescriptorList.MAX_DESCRIPTORS);
        if (most == 0 && IrqRequests.descriptors(request).length > 0) {
            throw WireCommand.DEVICE_SET_IRQS.failure(name, Errno.EINVAL, "the server takes no descriptors");
        }
        for (IrqSet part : IrqRequests.divide(request, Math.max(1, most))) {
            int size = IrqSetCodec.size(part);
            if (PAYLOAD + size > connection.command().byteSize()) {
                throw WireCommand.DEVICE_SET_IRQS.failure(name, Errno.E2BIG, "%d vectors".formatted(part.count()));
            }
            exchange(WireCommand.DEVICE_SET_IRQS, () -> {
                IrqSetCodec.encode(part, connection.command(), PAYLOAD);
                int[] descriptors = IrqRequests.descriptors(part);
                return connection.exchange(WireCommand.DEVICE_SET_IRQS, size, descriptors, descriptors.length);
            });
        }
    }

    int feature(int flags, MemorySegment data) {
        if (!handshake.features()) {
            throw FeatureFlags.failure(
                    name,
                    flags,
                    Errno.ENOTTY,
                    "a server of version 0.%d does not know features".formatted(handshake.minor()));
        }
        long size = FeatureRequest.SIZE + data.byteSize();
        if (PAYLOAD + size > connection.command().byteSize()) {
            throw FeatureFlags.failure(name, flags, Errno.E2BIG, "%d bytes of data".formatted(data.byteSize()));
        }
        return exchange(WireCommand.DEVICE_FEATURE, () -> feature(flags, data, (int) size));
    }

    private int feature(int flags, MemorySegment data, int size) {
        new FeatureRequest(size, flags).encode(connection.command(), PAYLOAD);
        boolean set = (flags & (FeatureFlags.SET | FeatureFlags.PROBE)) == FeatureFlags.SET;
        if (set) {
            MemorySegment.copy(data, 0, connection.command(), PAYLOAD + FeatureRequest.SIZE, data.byteSize());
        }
        Message reply;
        try {
            reply = connection.exchange(WireCommand.DEVICE_FEATURE, set ? size : FeatureRequest.SIZE);
        } catch (VfioException refused) {
            throw new VfioException(
                    name, FeatureFlags.describe(flags), refused.errno(), refused.detail(), refused.getCause());
        }
        if ((flags & (FeatureFlags.GET | FeatureFlags.PROBE)) != FeatureFlags.GET) {
            return 0;
        }
        FeatureRequest answer = FeatureRequest.decode(reply.segment(), reply.payload(), reply.length());
        int filled = reply.length() - FeatureRequest.SIZE;
        if (filled > data.byteSize() || FeatureFlags.index(answer.flags()) != FeatureFlags.index(flags)) {
            throw new MalformedMessageException("%d bytes of feature %d, asked for %d of feature %d"
                    .formatted(filled, FeatureFlags.index(answer.flags()), data.byteSize(), FeatureFlags.index(flags)));
        }
        MemorySegment.copy(reply.segment(), reply.payload() + FeatureRequest.SIZE, data, 0, filled);
        return filled;
    }

    void reset() {
        exchange(WireCommand.DEVICE_RESET, () -> connection.exchange(WireCommand.DEVICE_RESET, 0));
    }

    private <T> T exchange(WireCommand command, Supplier<T> exchange) {
        connection.begin();
        try {
            return exchange.get();
        } catch (MalformedMessageException malformed) {
            throw command.failure(name, Errno.EPROTO, "the server's answer is wrong: " + malformed.getMessage());
        } finally {
            connection.end();
        }
    }
}
