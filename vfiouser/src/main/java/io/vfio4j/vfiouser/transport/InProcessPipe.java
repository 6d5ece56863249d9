// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Buffers one direction of an in-process connection. Its user has the connection's lock. */
final class InProcessPipe {
    private static final int CAPACITY = 256 << 10;

    private final MemorySegment ring = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);
    private final Deque<Batch> batches = new ArrayDeque<>();
    /** Counts every byte that was ever read and written. */
    private long read;

    private long written;
    /** Where the send ends whose descriptors were handed out last: what follows it takes another receive. */
    private long boundary;

    /**
     * Keeps descriptors that nobody has received yet.
     *
     * @param start the first byte of the send that they came with
     * @param end the byte after its last
     */
    private record Batch(long start, long end, List<FileDescriptor> descriptors) {}

    int room() {
        return (int) (CAPACITY - (written - read));
    }

    boolean empty() {
        return written == read;
    }

    /** Adds duplicates of descriptors to the bytes that are written next, the {@code length} bytes of one send. */
    void attach(int[] descriptors, int count, long length) {
        List<FileDescriptor> own = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                own.add(duplicate(descriptors[i]));
            }
        } catch (VfioException failure) {
            own.forEach(FileDescriptor::close);
            throw failure;
        }
        batches.addLast(new Batch(written, written + length, own));
    }

    private static FileDescriptor duplicate(int borrowed) {
        FileDescriptor original = FileDescriptor.own(borrowed, "in-process descriptor");
        try {
            return original.duplicate();
        } finally {
            original.surrender();
        }
    }

    /** Writes what there is room for. */
    int write(MemorySegment source, long at, long length) {
        int count = (int) Math.min(length, room());
        for (int done = 0; done < count; ) {
            long position = (written + done) % CAPACITY;
            int chunk = (int) Math.min(count - done, CAPACITY - position);
            MemorySegment.copy(source, at + done, ring, position, chunk);
            done += chunk;
        }
        written += count;
        return count;
    }

    /** Reads what is there, up to the descriptors behind it or to the end of the send that they came with. */
    int read(MemorySegment target, long at, int length, ReceivedDescriptors received) {
        Batch next = batches.peekFirst();
        if (next != null && next.start() == read && !empty()) {
            batches.removeFirst();
            next.descriptors().forEach(descriptor -> received.add(descriptor.surrender()));
            boundary = next.end();
            next = batches.peekFirst();
        }
        long end = next == null ? written : Math.min(written, next.start());
        if (boundary > read) {
            end = Math.min(end, boundary);
        }
        int count = (int) Math.min(length, end - read);
        for (int done = 0; done < count; ) {
            long position = (read + done) % CAPACITY;
            int chunk = (int) Math.min(count - done, CAPACITY - position);
            MemorySegment.copy(ring, position, target, at + done, chunk);
            done += chunk;
        }
        read += count;
        return count;
    }

    /** Drops what nobody will receive. */
    void drop() {
        batches.forEach(batch -> batch.descriptors().forEach(FileDescriptor::close));
        batches.clear();
        read = written;
    }
}
