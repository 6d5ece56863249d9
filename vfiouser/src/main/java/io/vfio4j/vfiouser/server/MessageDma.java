// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.wire.DmaAccess;
import io.vfio4j.vfiouser.wire.DmaAccess.Layout;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reaches a client's memory through DMA_READ and DMA_WRITE, for regions that it has mapped without a descriptor. Any
 * thread.
 *
 * <p>QEMU lays these messages out in a way of its own ({@link DmaAccess}), and content alone does not tell: memory is
 * mostly zeros. But it is the one client that still sends {@code max_bitmap_size}, and it answers DMA_WRITE with a
 * header only, where the specification has 12 bytes more. So before the first transfer such a client is sent a
 * DMA_WRITE of no bytes, which is the same in both layouts, and the length of its answer decides: a QEMU that has been
 * corrected is served too.
 */
final class MessageDma {
    private final String target;
    private final ServerCommands commands;
    private final int maxTransfer;
    private final boolean maybeQemu;
    private volatile @Nullable Layout layout;

    MessageDma(String target, ServerCommands commands, VersionCapabilities client, int maxTransferBytes) {
        this.target = target;
        this.commands = commands;
        this.maxTransfer = (int) Math.min(client.maxDataXferSize(), maxTransferBytes);
        this.maybeQemu = client.maxBitmapSize().isPresent();
    }

    /** Copies from the client's memory. */
    void read(long address, MemorySegment destination, long at, long length) {
        transfer(WireCommand.DMA_READ, address, destination, at, length);
    }

    /** Copies to the client's memory. */
    void write(long address, MemorySegment source, long at, long length) {
        transfer(WireCommand.DMA_WRITE, address, source, at, length);
    }

    private void transfer(WireCommand command, long address, MemorySegment buffer, long at, long length) {
        if (maxTransfer == 0) {
            throw command.failure(target, Errno.EFAULT, "the client takes no data in messages");
        }
        Layout agreed = layout(address);
        for (long done = 0; done < length; ) {
            int count = (int) Math.min(length - done, maxTransfer);
            if (command == WireCommand.DMA_READ) {
                read(address + done, buffer, at + done, count, agreed);
            } else {
                write(address + done, buffer, at + done, count, agreed);
            }
            done += count;
        }
    }

    private void read(long address, MemorySegment destination, long at, int count, Layout agreed) {
        MemorySegment reply;
        try (Arena arena = Arena.ofShared()) {
            reply = commands.exchange(command(arena, WireCommand.DMA_READ, address, count, 0, agreed));
        }
        long expected = Header.SIZE + DmaAccess.SIZE + (long) count;
        if (reply.byteSize() != expected || DmaAccess.count(reply, Header.SIZE, agreed) != count) {
            throw malformed(WireCommand.DMA_READ, reply.byteSize(), expected);
        }
        MemorySegment.copy(reply, Header.SIZE + agreed.dataOffset(), destination, at, count);
    }

    private void write(long address, MemorySegment source, long at, int count, Layout agreed) {
        MemorySegment reply;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment command = command(arena, WireCommand.DMA_WRITE, address, count, count, agreed);
            MemorySegment.copy(source, at, command, Header.SIZE + agreed.dataOffset(), count);
            reply = commands.exchange(command);
        }
        int expected = Header.SIZE + (agreed == Layout.QEMU ? 0 : DmaAccess.WRITE_REPLY_SIZE);
        if (reply.byteSize() < expected) {
            throw malformed(WireCommand.DMA_WRITE, reply.byteSize(), expected);
        }
    }

    private Layout layout(long address) {
        Layout known = layout;
        if (known != null) {
            return known;
        }
        Layout found = maybeQemu ? probe(address) : Layout.SPECIFICATION;
        layout = found;
        return found;
    }

    private Layout probe(long address) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment reply =
                    commands.exchange(command(arena, WireCommand.DMA_WRITE, address, 0, 0, Layout.SPECIFICATION));
            return reply.byteSize() == Header.SIZE ? Layout.QEMU : Layout.SPECIFICATION;
        }
    }

    private static MemorySegment command(
            Arena arena, WireCommand command, long address, int count, int data, Layout layout) {
        int size = Header.SIZE + DmaAccess.SIZE + data;
        MemorySegment segment = arena.allocate(size, Long.BYTES);
        Header.putCommand(segment, 0, 0, command, 0, size);
        DmaAccess.put(segment, Header.SIZE, address, count, layout);
        return segment;
    }

    private VfioException malformed(WireCommand command, long size, long expected) {
        return command.failure(
                target,
                Errno.EFAULT,
                "reply of %d bytes, or not of what was asked for; wanted %d".formatted(size, expected));
    }
}
