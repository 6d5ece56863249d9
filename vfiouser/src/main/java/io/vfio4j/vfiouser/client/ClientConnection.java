// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.BrokenStreamException;
import io.vfio4j.vfiouser.stream.DescriptorDelivery;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.stream.MessageReader;
import io.vfio4j.vfiouser.stream.Threads;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges messages over a client's end of the main connection: a command out, its reply in, with one system call
 * each.
 *
 * <p>A server without a twin socket sends its own commands here. They are answered by whoever waits for a reply, and
 * between calls by a thread that exists when there is memory which the server can reach by messages only. Between
 * {@link #begin} and {@link #end} a thread has the connection to itself; the lock is free unless that other thread is
 * answering, and costs nothing beside the system calls.
 *
 * <p>A server that breaks the protocol, goes away or keeps silent ends the connection: there is no message boundary or
 * no answer to go on from.
 */
final class ClientConnection implements AutoCloseable {
    /** Where the payload of a command begins. */
    static final long PAYLOAD = Header.SIZE;

    private static final int[] NO_DESCRIPTORS = {};

    private final String name;
    private final Transport transport;
    private final int timeout;
    private final MemorySegment command;
    private final MessageReader reader;
    private final DmaAnswers answers;
    private final Message message = new Message();
    private final ClientFailures failures;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable VfioException ending;
    private @Nullable Thread listener;
    private int lastId;

    /** Takes over a transport. */
    ClientConnection(
            String name, Transport transport, int timeout, int maxMessage, int maxDescriptors, DmaAnswers answers) {
        this.name = name;
        this.transport = transport;
        this.timeout = timeout;
        this.answers = answers;
        this.failures = new ClientFailures(name, timeout);
        this.command = Arena.ofAuto().allocate(maxMessage, Long.BYTES);
        this.reader = new MessageReader(transport, Arena.ofAuto(), maxMessage, maxDescriptors);
        transport.timeout(timeout);
    }

    /** Returns the buffer in which a command is written, its payload at {@link #PAYLOAD}. */
    MemorySegment command() {
        return command;
    }

    /** Takes the connection for one operation. */
    void begin() {
        turn.lock();
    }

    /** Gives it back, after what the server has sent meanwhile is answered. */
    void end() {
        try {
            message.closeDescriptors();
            while (ending == null && reader.ready()) {
                answerNext(null);
            }
        } catch (BrokenStreamException | VfioException failure) {
            fail(failure);
        } finally {
            turn.unlock();
        }
    }

    /** Sends a command without descriptors, and waits for its reply. */
    Message exchange(WireCommand number, int length) {
        return exchange(number, length, NO_DESCRIPTORS, 0);
    }

    /**
     * Sends the command that was written to {@link #command} and waits for its reply.
     *
     * @param length bytes of the payload
     * @param descriptors borrowed
     * @param count how many of {@code descriptors}
     * @return the reply, valid until the next exchange or {@link #end}; whoever wants its descriptors takes them
     * @throws VfioException the errno of an error reply; EMFILE when its descriptors were lost; ECONNRESET, ETIMEDOUT
     *     or EPROTO when the connection has ended during this exchange, ESHUTDOWN when it had before
     */
    Message exchange(WireCommand number, int length, int[] descriptors, int count) {
        requireAlive(number);
        message.closeDescriptors();
        lastId = (lastId + 1) & 0xffff;
        int size = Header.SIZE + length;
        Header.putCommand(command, 0, lastId, number, 0, size);
        try {
            send(command, size, descriptors, count);
            while (!answerNext(number)) {
                // A command of the server, or the answer to it, came first.
            }
        } catch (BrokenStreamException | VfioException failure) {
            throw ended(number, failure);
        }
        if ((message.flags() & Header.ERROR) != 0) {
            throw failures.refused(number, message);
        }
        if (message.delivery() == DescriptorDelivery.LOST) {
            throw number.failure(name, Errno.EMFILE, DescriptorDelivery.LOST_TEXT);
        }
        return message;
    }

    /** Receives a message: returns true for the awaited reply, and answers a command of the server. */
    private boolean answerNext(@Nullable WireCommand awaited) {
        if (!reader.next(message)) {
            throw new VfioException(name, "recvmsg", Errno.ECONNRESET, "the server has closed the connection");
        }
        int type = message.flags() & Header.TYPE_MASK;
        if (type == Header.COMMAND) {
            message.closeDescriptors();
            int size = answers.answer(message);
            if (size > 0) {
                send(answers.buffer(), size, NO_DESCRIPTORS, 0);
            }
            return false;
        }
        if (type != Header.REPLY
                || awaited == null
                || message.id() != lastId
                || message.command() != awaited.number()) {
            throw new BrokenStreamException("message of type %d, id %d for %s, awaited %s"
                    .formatted(
                            type,
                            message.id(),
                            WireCommand.describe(message.command()),
                            awaited == null ? "nothing" : "id " + lastId + " for " + awaited.protocolName()));
        }
        return true;
    }

    /** Sends all, and receives meanwhile when the server does not: it may be sending, too. */
    private void send(MemorySegment bytes, int size, int[] descriptors, int count) {
        int sent = transport.trySend(bytes, 0, size, descriptors, count);
        while (sent < size) {
            int events = reader.hasRoom() ? Transport.READABLE | Transport.WRITABLE : Transport.WRITABLE;
            int happened = transport.await(events, timeout == 0 ? -1 : timeout);
            if (happened == 0) {
                throw new VfioException(name, "sendmsg", Errno.ETIMEDOUT, "the server does not receive");
            }
            if ((happened & events & Transport.READABLE) != 0) {
                reader.receiveAhead();
            }
            boolean first = sent == 0;
            sent += transport.trySend(
                    bytes, sent, size - sent, first ? descriptors : NO_DESCRIPTORS, first ? count : 0);
        }
    }

    /** Answers the server's commands between calls, too, from now on. */
    void answerBetweenCalls() {
        begin();
        try {
            if (listener == null && ending == null) {
                listener = Thread.ofPlatform().name("dma of " + name).daemon().start(this::listen);
            }
        } finally {
            end();
        }
    }

    private void listen() {
        try {
            while (ending == null) {
                transport.await(Transport.READABLE, -1);
                begin();
                try {
                    if (ending == null && transport.await(Transport.READABLE, 0) != 0) {
                        answerNext(null);
                    }
                } catch (BrokenStreamException | VfioException failure) {
                    fail(failure);
                } finally {
                    end();
                }
            }
        } catch (VfioException closed) {
            // The socket was closed while this thread was about to wait for it.
            fail(closed);
        }
    }

    private void requireAlive(WireCommand number) {
        VfioException cause = ending;
        if (cause != null) {
            throw new VfioException(
                    name, number.protocolName(), Errno.ESHUTDOWN, "the connection has ended: " + cause.detail(), cause);
        }
    }

    /** Ends the connection and says why in terms of the operation that suffers. */
    private VfioException ended(WireCommand number, RuntimeException failure) {
        VfioException cause = fail(failure);
        return new VfioException(name, number.protocolName(), cause.errno(), cause.detail(), failure);
    }

    /** Ends the connection, unless it has ended before. Any thread. Returns why it has. */
    VfioException fail(RuntimeException failure) {
        VfioException cause = failures.ending(failure);
        synchronized (this) {
            VfioException before = ending;
            if (before != null) {
                return before;
            }
            ending = cause;
        }
        transport.shutdown();
        return cause;
    }

    /** Ends the connection; an operation that is under way fails. Any thread, any number of times. */
    @Override
    public void close() {
        fail(new VfioException(name, "close", Errno.ESHUTDOWN, "closed by this side"));
        Thread started;
        turn.lock();
        try {
            message.closeDescriptors();
            reader.close();
            transport.close();
            started = listener;
        } finally {
            turn.unlock();
        }
        if (started != null) {
            Threads.join(started);
        }
    }
}
