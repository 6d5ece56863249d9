// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.EventCalls;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.call.PollEntry;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.PollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Signals an event through an eventfd(2): a counter in the kernel, 8 bytes in host byte order. Any thread may use it.
 */
public final class EventFd implements EventDescriptor {
    private static final String NAME = "eventfd";
    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1);
    private static final ThreadLocal<MemorySegment> COUNTER =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_LONG));

    private final FileDescriptor descriptor;

    private EventFd(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Makes a new event that has not happened yet. */
    public static EventFd create() {
        int flags = EventCalls.EFD_CLOEXEC | EventCalls.EFD_NONBLOCK;
        return new EventFd(FileDescriptor.own(EventCalls.eventfd(0, flags), NAME, NAME));
    }

    /**
     * Takes over an open descriptor, as a process gets it that receives an event. It may be anything that can be
     * written to; nothing checks that it is an eventfd.
     *
     * @param descriptor its number; whoever had it before does not close it
     */
    public static EventFd adopt(int descriptor) {
        return new EventFd(FileDescriptor.own(descriptor, NAME));
    }

    @Override
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public Hold hold(String operation) {
        return descriptor.hold(operation);
    }

    /**
     * Adds 1 to the counter. Drops the signal when the counter is full: waiters were signalled already, and blocking as
     * write(2) does would let a peer that fills the counter on purpose hang this process.
     *
     * @throws VfioException EBADF when this is closed
     */
    @Override
    public void signal() {
        int number = descriptor.acquire("write");
        try {
            if (PollEntry.ready(number, PollEvents.WRITABLE, 0)) {
                long result = FileCalls.write(number, ONE, Long.BYTES);
                if (result < 0 && result != -Native.EAGAIN) {
                    throw Native.failure(result, descriptor.name(), "write");
                }
            }
        } finally {
            descriptor.release();
        }
    }

    /**
     * Waits for the event and resets the counter.
     *
     * @param milliseconds how long to wait at most: 0 to only look, negative for as long as it takes
     * @return how many times it was signalled since the last time, 0 when the time is over
     */
    public long await(int milliseconds) {
        int number = descriptor.acquire("read");
        try {
            if (!PollEntry.ready(number, PollEvents.READABLE, milliseconds)) {
                return 0;
            }
            MemorySegment counter = COUNTER.get();
            long result = FileCalls.read(number, counter, Long.BYTES);
            if (result == -Native.EAGAIN) {
                return 0;
            }
            if (result < 0) {
                throw Native.failure(result, descriptor.name(), "read");
            }
            return counter.get(JAVA_LONG, 0);
        } finally {
            descriptor.release();
        }
    }

    @Override
    public EventFd duplicate() {
        return new EventFd(descriptor.duplicate());
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return descriptor.toString();
    }
}
