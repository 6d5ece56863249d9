// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.vfiouser.stream.BrokenStreamException;
import io.vfio4j.vfiouser.stream.DescriptorDelivery;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to the client over the socket on which the client's own commands come.
 *
 * <p>Only the connection's thread receives. A device that does DMA while it carries out a client's command does so on
 * that very thread: what it receives before its reply is kept for later, in order, so that commands are carried out one
 * after the other as ever. Another thread waits until the connection's thread has received its reply; the device must
 * not make the connection's thread wait for such a thread.
 */
final class MainSocketCommands implements ServerCommands {
    /** What a client may send ahead while it owes a reply. */
    private static final int MAX_DEFERRED = 4096;

    private static final long MAX_DEFERRED_BYTES = 16 << 20;

    private final String target;
    private final ServerConnection connection;
    private final Thread receiver;
    private final Map<Integer, Pending> pending = new HashMap<>();
    private final Deque<Deferred> deferred = new ArrayDeque<>();
    private final Message nested = new Message();
    private long deferredBytes;
    private int lastId;
    private boolean closed;

    /** Waits for the reply to a command. */
    private static final class Pending {
        private final int command;
        private @Nullable MemorySegment reply;

        Pending(int command) {
            this.command = command;
        }
    }

    /** Keeps a client's command for later. */
    private record Deferred(MemorySegment bytes, List<FileDescriptor> descriptors, DescriptorDelivery delivery) {}

    /** Sends over the connection of the current thread. */
    MainSocketCommands(String target, ServerConnection connection) {
        this.target = target;
        this.connection = connection;
        this.receiver = Thread.currentThread();
    }

    @Override
    public MemorySegment exchange(MemorySegment command) {
        int number = Header.command(command, 0);
        Pending own = new Pending(number);
        int id = register(own, number);
        Header.putId(command, 0, id);
        try {
            connection.send(command, command.byteSize());
            MemorySegment reply = Thread.currentThread().equals(receiver) ? receive(own) : await(own);
            if (reply == null) {
                throw ServerCommands.gone(target, number, null);
            }
            return ServerCommands.successful(target, reply);
        } finally {
            synchronized (this) {
                pending.remove(id);
            }
        }
    }

    private synchronized int register(Pending own, int number) {
        if (closed) {
            throw ServerCommands.gone(target, number, null);
        }
        do {
            lastId = (lastId + 1) & 0xffff;
        } while (pending.containsKey(lastId));
        pending.put(lastId, own);
        return lastId;
    }

    private @Nullable MemorySegment receive(Pending own) {
        connection.preserveMessage();
        try {
            while (!arrived(own)) {
                if (!connection.receiveNested(nested)) {
                    close();
                } else if (!nested.reply()) {
                    defer();
                } else if (!deliver(nested)) {
                    throw new BrokenStreamException("a reply that nobody waits for");
                }
            }
        } catch (BrokenStreamException | VfioException failure) {
            nested.closeDescriptors();
            connection.breakOff(failure);
            close();
        }
        return reply(own);
    }

    private synchronized boolean arrived(Pending own) {
        return closed || own.reply != null;
    }

    private synchronized @Nullable MemorySegment reply(Pending own) {
        return own.reply;
    }

    private synchronized @Nullable MemorySegment await(Pending own) {
        boolean interrupted = false;
        while (!arrived(own)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return own.reply;
    }

    /** Gives a received reply to whom it belongs; false when nobody waits for it. */
    synchronized boolean deliver(Message message) {
        Pending waiting = pending.get(message.id());
        if (waiting == null
                || waiting.command != message.command()
                || waiting.reply != null
                || message.descriptors() > 0
                || message.delivery() != DescriptorDelivery.COMPLETE) {
            return false;
        }
        waiting.reply = MemorySegment.ofArray(bytes(message));
        notifyAll();
        return true;
    }

    private void defer() {
        deferredBytes += nested.size();
        if (deferred.size() == MAX_DEFERRED || deferredBytes > MAX_DEFERRED_BYTES) {
            throw new BrokenStreamException("too many commands before a reply");
        }
        MemorySegment copy = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes(nested));
        deferred.addLast(new Deferred(copy, nested.takeDescriptors(), nested.delivery()));
    }

    private static byte[] bytes(Message message) {
        return message.segment().asSlice(message.at(), message.size()).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Fetches the next command that was kept for later; false when there is none. On the connection's thread. */
    boolean nextDeferred(Message message) {
        Deferred next = deferred.pollFirst();
        if (next == null) {
            return false;
        }
        deferredBytes -= next.bytes().byteSize();
        message.set(next.bytes(), 0, (int) next.bytes().byteSize());
        message.addDescriptors(next.descriptors(), next.delivery());
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Closes the descriptors of commands that were kept for later. On the connection's thread, at its end. */
    void dropDeferred() {
        deferred.forEach(command -> command.descriptors().forEach(FileDescriptor::close));
        deferred.clear();
    }
}
