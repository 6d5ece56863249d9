// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.Log;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.DmaAccess;
import io.vfio4j.vfiouser.wire.DmaAccess.Layout;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Answers a server's DMA_READ and DMA_WRITE out of what is mapped. One thread at a time. */
final class DmaAnswers {
    private static final long DATA = Header.SIZE + DmaAccess.SIZE;

    private final DmaSpace space;
    private final int maxTransferBytes;
    private @Nullable MemorySegment buffer;

    /**
     * Answers in native memory of its own, which it allocates when it is first asked.
     *
     * @param maxTransferBytes what a server was told that it may transfer
     */
    DmaAnswers(DmaSpace space, int maxTransferBytes) {
        this.space = space;
        this.maxTransferBytes = maxTransferBytes;
    }

    /** Returns the buffer in which the replies are. */
    MemorySegment buffer() {
        MemorySegment allocated = buffer;
        if (allocated == null) {
            allocated = Arena.ofAuto().allocate(DATA + maxTransferBytes, Long.BYTES);
            buffer = allocated;
        }
        return allocated;
    }

    /**
     * Carries out a command.
     *
     * @return how many bytes of {@link #buffer} to send; 0 when the server wants no reply
     */
    int answer(Message message) {
        int size;
        try {
            size = carryOut(message);
        } catch (VfioException failure) {
            size = refuse(message, failure.errno() == Errno.UNKNOWN ? Errno.EIO : failure.errno());
        } catch (RuntimeException failure) {
            // The server waits for an answer, whatever is wrong with the memory's implementation.
            Log.log(
                    Level.ERROR,
                    () -> "%s failed unexpectedly".formatted(WireCommand.describe(message.command())),
                    failure);
            size = refuse(message, Errno.EIO);
        }
        return (message.flags() & Header.NO_REPLY) == 0 ? size : 0;
    }

    private int refuse(Message message, Errno errno) {
        Header.putError(buffer(), 0, message.id(), message.command(), errno.number());
        return Header.SIZE;
    }

    private int carryOut(Message message) {
        boolean read = message.command() == WireCommand.DMA_READ.number();
        if (!read && message.command() != WireCommand.DMA_WRITE.number()) {
            throw refused(message, Errno.EINVAL, "a server may not send this command");
        }
        if (message.length() < DmaAccess.SIZE) {
            throw refused(message, Errno.EINVAL, "%d bytes".formatted(message.length()));
        }
        MemorySegment reply = buffer();
        long address = DmaAccess.address(message.segment(), message.payload());
        long count = DmaAccess.count(message.segment(), message.payload(), Layout.SPECIFICATION);
        long most = read ? maxTransferBytes : Math.min(maxTransferBytes, message.length() - DmaAccess.SIZE);
        if (count < 0 || count > most) {
            throw refused(message, Errno.EINVAL, "%s bytes, at most %d".formatted(Long.toUnsignedString(count), most));
        }
        if (read) {
            space.read(address, reply, DATA, count);
        } else {
            space.write(address, message.segment(), message.payload() + DmaAccess.SIZE, count);
        }
        // The reply of a write has a count of 4 bytes by the specification; libvfio-user reads 8, which begin alike.
        int size = (int) (DATA + (read ? count : 0));
        Header.putReply(reply, 0, message.id(), message.command(), size);
        DmaAccess.put(reply, Header.SIZE, address, (int) count, Layout.SPECIFICATION);
        return size;
    }

    private static VfioException refused(Message message, Errno errno, String why) {
        return new VfioException("server", WireCommand.describe(message.command()), errno, why);
    }
}
