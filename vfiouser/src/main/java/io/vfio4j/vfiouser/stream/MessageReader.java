// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.vfiouser.transport.ReceivedDescriptors;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a transport delivers into messages: one receive may bring several, or a part of one.
 *
 * <p>Descriptors travel with bytes, not with messages, as {@link Transport} says. So those that a receive brought
 * belong to the last message that begins in it, or to the one under way when none begins there. A sender that puts
 * several messages and descriptors into one send cannot be told apart from that, and nobody is known to do it.
 *
 * <p>One thread uses it. Receiving a message without descriptors allocates nothing.
 */
public final class MessageReader implements AutoCloseable {
    private final Transport transport;
    private final Arena arena;
    private final int capacity;
    private final int maxDescriptors;
    private final ReceivedDescriptors received = new ReceivedDescriptors();
    private final Deque<Batch> batches = new ArrayDeque<>();

    private MemorySegment buffer;
    private @Nullable MemorySegment spare;
    /** Where the first message begins that was not handed out. */
    private long next;
    /** Where what was received ends. */
    private long filled;
    /** Where the last message begins of which at least a byte was received, or {@code filled}. */
    private long last;

    /**
     * Keeps the descriptors of a message that is not handed out yet.
     *
     * @param start where that message begins in the buffer
     */
    private record Batch(long start, List<FileDescriptor> descriptors, DescriptorDelivery delivery) {}

    /**
     * Reads from a transport; borrows it and the arena.
     *
     * @param maxMessage bytes that a message may have, header included
     * @param maxDescriptors how many may come with a message
     */
    public MessageReader(Transport transport, Arena arena, int maxMessage, int maxDescriptors) {
        this.transport = transport;
        this.arena = arena;
        this.capacity = maxMessage;
        this.maxDescriptors = maxDescriptors;
        this.buffer = arena.allocate(capacity, Long.BYTES);
    }

    /**
     * Waits for a message. It is valid until the next call, or for longer after {@link #preserve}.
     *
     * @return false when the stream has ended
     * @throws BrokenStreamException for a size that no message can have
     */
    public boolean next(Message message) {
        while (true) {
            long available = filled - next;
            if (available >= Header.SIZE) {
                long size = size(next);
                if (available >= size) {
                    message.set(buffer, next, (int) size);
                    handOutDescriptors(message);
                    next += size;
                    return true;
                }
            }
            if (!receive()) {
                return false;
            }
        }
    }

    /** Tells whether {@link #next} has what it needs already and will not wait. */
    public boolean ready() {
        long available = filled - next;
        return available >= Header.SIZE && available >= Header.size(buffer, next);
    }

    /** Tells whether {@link #receiveAhead} can receive something. */
    public boolean hasRoom() {
        return filled < capacity;
    }

    /** Receives without handing out: for a sender whose peer may not receive before it has sent. */
    public void receiveAhead() {
        receive();
    }

    /**
     * Keeps the bytes of the messages handed out so far where they are until the next call of this method: what follows
     * them moves to another buffer, and so does this reader.
     */
    public void preserve() {
        MemorySegment other = spare == null ? arena.allocate(capacity, Long.BYTES) : spare;
        spare = buffer;
        move(other);
    }

    private long size(long at) {
        long size = Header.size(buffer, at);
        if (size < Header.SIZE || size > capacity) {
            throw new BrokenStreamException(
                    "message of %d bytes, must be %d to %d".formatted(size, Header.SIZE, capacity));
        }
        return size;
    }

    private boolean receive() {
        if (next == filled) {
            next = 0;
            filled = 0;
            last = 0;
        } else if (next > 0 && (filled - next < Header.SIZE || next + size(next) > capacity)) {
            move(buffer);
        }
        try {
            int count = transport.receive(buffer, filled, (int) (capacity - filled), received);
            filled += count;
            findLast();
            if (received.count() > 0 || received.incomplete()) {
                keepDescriptors();
            }
            return count > 0;
        } finally {
            received.close();
        }
    }

    private void move(MemorySegment to) {
        MemorySegment.copy(buffer, next, to, 0, filled - next);
        long distance = next;
        for (int i = batches.size(); i > 0; i--) {
            Batch batch = batches.removeFirst();
            batches.addLast(new Batch(batch.start() - distance, batch.descriptors(), batch.delivery()));
        }
        buffer = to;
        next = 0;
        filled -= distance;
        last = Math.max(0, last - distance);
    }

    private void findLast() {
        while (last + Header.SIZE <= filled) {
            long size = Header.size(buffer, last);
            if (size < Header.SIZE || last + size >= filled) {
                return;
            }
            last += size;
        }
    }

    private void keepDescriptors() {
        Batch before = batches.peekLast();
        List<FileDescriptor> all = new ArrayList<>();
        DescriptorDelivery delivery = received.incomplete() ? DescriptorDelivery.LOST : DescriptorDelivery.COMPLETE;
        if (before != null && before.start() == last) {
            batches.removeLast();
            all.addAll(before.descriptors());
            delivery = delivery.and(before.delivery());
        }
        while (received.count() > 0) {
            all.add(FileDescriptor.own(received.take(), "descriptor from " + transport));
        }
        if (all.size() > maxDescriptors) {
            delivery = delivery.and(DescriptorDelivery.TOO_MANY);
        }
        if (delivery != DescriptorDelivery.COMPLETE) {
            all.forEach(FileDescriptor::close);
            all.clear();
        }
        batches.addLast(new Batch(last, all, delivery));
    }

    private void handOutDescriptors(Message message) {
        Batch batch = batches.peekFirst();
        if (batch != null && batch.start() == next) {
            batches.removeFirst();
            message.addDescriptors(batch.descriptors(), batch.delivery());
        }
    }

    /** Closes the descriptors of messages that were not handed out. */
    @Override
    public void close() {
        batches.forEach(batch -> batch.descriptors().forEach(FileDescriptor::close));
        batches.clear();
    }
}
