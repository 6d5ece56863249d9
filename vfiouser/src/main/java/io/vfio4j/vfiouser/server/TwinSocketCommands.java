// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.BrokenStreamException;
import io.vfio4j.vfiouser.stream.DescriptorDelivery;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.stream.MessageReader;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Sends commands to the client over a socket of their own: one at a time, whichever thread sends it. */
final class TwinSocketCommands implements ServerCommands {
    private static final int[] NO_DESCRIPTORS = {};

    private final String target;
    private final Transport socket;
    /** Closed with the socket: a server that idles collects no garbage, and clients would pile up a buffer each. */
    private final Arena arena = Arena.ofShared();

    private final MessageReader reader;
    private final Message reply = new Message();
    private int lastId;

    /** Takes over a socket. */
    TwinSocketCommands(String target, Transport socket, int maxMessage) {
        this.target = target;
        this.socket = socket;
        this.reader = new MessageReader(socket, arena, maxMessage, 0);
    }

    @Override
    public synchronized MemorySegment exchange(MemorySegment command) {
        lastId = (lastId + 1) & 0xffff;
        Header.putId(command, 0, lastId);
        int number = Header.command(command, 0);
        try {
            socket.send(command, 0, command.byteSize(), NO_DESCRIPTORS, 0);
            boolean fits = reader.next(reply) && reply.reply() && reply.id() == lastId && reply.command() == number;
            if (!fits || reply.delivery() != DescriptorDelivery.COMPLETE) {
                throw new BrokenStreamException("no reply of " + WireCommand.describe(number));
            }
        } catch (BrokenStreamException | VfioException failure) {
            // Nothing that comes after this can be relied on.
            socket.shutdown();
            throw ServerCommands.gone(target, number, failure);
        }
        byte[] copy = reply.segment().asSlice(reply.at(), reply.size()).toArray(ValueLayout.JAVA_BYTE);
        return ServerCommands.successful(target, MemorySegment.ofArray(copy));
    }

    /** Wakes whoever waits, and makes everything fail from now on. Any thread. */
    void interrupt() {
        socket.shutdown();
    }

    @Override
    public void close() {
        // Whoever waits has the lock.
        interrupt();
        synchronized (this) {
            socket.close();
            reader.close();
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
