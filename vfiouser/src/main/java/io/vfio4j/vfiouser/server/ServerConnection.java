// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.BrokenStreamException;
import io.vfio4j.vfiouser.stream.Limits;
import io.vfio4j.vfiouser.stream.Log;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.stream.MessageReader;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Serves one client, from its VERSION message to its end. Everything happens on one thread, except what is said to be
 * otherwise.
 *
 * <p>A refused message costs its sender an error reply. The connection ends when the stream has no further message
 * boundary, the first message is not an acceptable VERSION, or a reply comes that nothing asked for.
 */
final class ServerConnection {

    private static final int[] NO_DESCRIPTORS = {};

    private final VfioDevice device;
    private final ServerOptions options;
    private final Transport transport;
    private final Arena arena = Arena.ofShared();
    private final MessageReader reader;
    private final Reply reply;
    private final MainSocketCommands mainSocket;
    private final Message message = new Message();
    private final Object sending = new Object();
    /** Whether other threads send, too; set before there is anything that they could send. */
    private boolean sharedSending;

    /** Set when the client has agreed on the version, before which no other command is carried out. */
    private volatile @Nullable CommandDispatcher dispatcher;

    private volatile boolean interrupted;
    private boolean preserved;
    private boolean ended;

    /** Takes over a client's connection, for the current thread to serve it; the caller's to close if this fails. */
    ServerConnection(VfioDevice device, Transport transport, ServerOptions options) {
        this.device = device;
        this.options = options;
        this.transport = transport;
        try {
            int maxMessage = Limits.messageSize(options.maxTransferBytes());
            this.reader = new MessageReader(transport, arena, maxMessage, options.maxMessageDescriptors());
            this.reply = new Reply(arena.allocate(maxMessage, Long.BYTES));
            this.mainSocket = new MainSocketCommands(device.name(), this);
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    /** Serves the client to its end, closes its connection, and takes from the device what the client gave it. */
    void serve() {
        try (transport;
                arena) {
            try {
                run();
            } catch (BrokenStreamException | VfioException end) {
                breakOff(end);
            } finally {
                release();
            }
        }
    }

    /** Ends the connection, and wakes the device should it be waiting for the client. Any thread. */
    void interrupt() {
        interrupted = true;
        transport.shutdown();
        // A thread of the device may wait for a reply that this connection will not receive any more.
        mainSocket.close();
        CommandDispatcher current = dispatcher;
        if (current != null) {
            current.interrupt();
        }
    }

    private void run() {
        while (!ended && next()) {
            try {
                if (!message.reply()) {
                    carryOut();
                } else if (!mainSocket.deliver(message)) {
                    throw new BrokenStreamException("a reply that nobody waits for");
                }
            } finally {
                message.closeDescriptors();
                reply.clear();
            }
        }
    }

    private boolean next() {
        preserved = mainSocket.nextDeferred(message);
        return preserved || reader.next(message);
    }

    private void carryOut() {
        int type = message.flags() & Header.TYPE_MASK;
        if (type != Header.COMMAND) {
            throw new BrokenStreamException("message of type " + type);
        }
        int number = message.command();
        boolean opening = dispatcher == null;
        int error = opening && number != WireCommand.VERSION.number() ? Errno.EINVAL.number() : carriedOut();
        if ((message.flags() & Header.NO_REPLY) == 0) {
            if (error == 0) {
                Header.putReply(reply.segment(), 0, message.id(), number, reply.size());
            } else {
                Header.putError(reply.segment(), 0, message.id(), number, error);
                reply.clear();
            }
            send(reply.segment(), reply.size(), reply.descriptors(), reply.descriptorCount());
        }
        if (opening && error != 0) {
            throw new BrokenStreamException(
                    "first message %s refused with %s".formatted(WireCommand.describe(number), Errno.of(error)));
        }
    }

    /** Carries the message out and returns the errno, 0 for success. */
    private int carriedOut() {
        try {
            CommandDispatcher agreed = dispatcher;
            if (agreed == null) {
                open();
            } else {
                agreed.carryOut(message, reply);
            }
            return 0;
        } catch (MalformedMessageException refused) {
            logRefusal(refused);
            return refused.errno().number();
        } catch (VfioException refused) {
            logRefusal(refused);
            return refused.errno() == Errno.UNKNOWN
                    ? Errno.EIO.number()
                    : refused.errno().number();
        } catch (RuntimeException | Error failure) {
            Log.log(
                    Level.ERROR,
                    () -> "%s: %s failed unexpectedly"
                            .formatted(device.name(), WireCommand.describe(message.command())),
                    failure);
            return Errno.EIO.number();
        } finally {
            // Before the reply, so that a client that has it can count on it.
            message.closeDescriptors();
        }
    }

    private void open() {
        CommandDispatcher agreed = CommandDispatcher.agree(device, options, this::shareSending, message, reply);
        dispatcher = agreed;
        if (interrupted) {
            agreed.interrupt();
        }
    }

    private void logRefusal(RuntimeException refused) {
        Log.log(
                Level.DEBUG,
                () -> "%s: %s refused: %s"
                        .formatted(device.name(), WireCommand.describe(message.command()), refused.getMessage()));
    }

    /** Sends a command of the server. Any thread. */
    void send(MemorySegment command, long size) {
        send(command, size, NO_DESCRIPTORS, 0);
    }

    private void send(MemorySegment bytes, long size, int[] descriptors, int count) {
        if (!sharedSending) {
            transport.send(bytes, 0, size, descriptors, count);
            return;
        }
        synchronized (sending) {
            transport.send(bytes, 0, size, descriptors, count);
        }
    }

    /** Lets the device send commands over this connection. */
    private ServerCommands shareSending() {
        sharedSending = true;
        return mainSocket;
    }

    /** Receives while a message is being carried out. */
    boolean receiveNested(Message nested) {
        return !ended && reader.next(nested);
    }

    /** Keeps the message that is being carried out while others are received. */
    void preserveMessage() {
        if (!preserved) {
            reader.preserve();
            preserved = true;
        }
    }

    /** Ends the connection, because of the client. */
    void breakOff(Exception cause) {
        ended = true;
        Log.log(Level.INFO, () -> "%s: ending the connection: %s".formatted(device.name(), cause.getMessage()));
    }

    private void release() {
        mainSocket.close();
        CommandDispatcher agreed = dispatcher;
        if (agreed != null) {
            agreed.release();
        }
        mainSocket.dropDeferred();
        message.closeDescriptors();
        reader.close();
    }
}
