// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.call.Native;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owns a file descriptor, alone.
 *
 * <p>Any thread may close it, any number of times; the number is given back to the kernel once. A system call of
 * another thread that is under way then keeps the number until it returns, so that it never acts on what the kernel
 * gave that number to since.
 */
public final class FileDescriptor implements AutoCloseable {
    private static final int CLOSED = 1 << 31;

    private final int number;
    private final String name;
    /** The system calls that are under way, and {@link #CLOSED}. */
    private final AtomicInteger users = new AtomicInteger();

    private FileDescriptor(int number, String name) {
        this.number = number;
        this.name = name;
    }

    /**
     * Takes over a descriptor.
     *
     * @param number 0 or more; whoever had it before does not close it
     * @param name for messages
     */
    public static FileDescriptor own(int number, String name) {
        if (number < 0) {
            throw new IllegalArgumentException("number must not be negative: number=" + number);
        }
        return new FileDescriptor(number, name);
    }

    /** Takes over what a call returned, unless that was a failure. */
    public static FileDescriptor own(int result, String name, String operation) {
        return new FileDescriptor(Native.check(result, name, operation), name);
    }

    /** Returns the number, valid until this is closed. */
    public int number() {
        return number;
    }

    /** Returns how messages name this descriptor. */
    public String name() {
        return name;
    }

    public boolean isOpen() {
        return users.get() >= 0;
    }

    /**
     * Makes a second descriptor of the same open file, with an owner of its own.
     *
     * @throws VfioException EBADF when this is closed, EMFILE when there are too many
     */
    public FileDescriptor duplicate() {
        int borrowed = acquire("fcntl(F_DUPFD_CLOEXEC)");
        try {
            return own(FileCalls.fcntl(borrowed, FileCalls.F_DUPFD_CLOEXEC, 0), name, "fcntl(F_DUPFD_CLOEXEC)");
        } finally {
            release();
        }
    }

    @Override
    public void close() {
        int before = users.getAndUpdate(value -> value | CLOSED);
        if (before == 0) {
            FileCalls.close(number);
        }
    }

    /**
     * Keeps the number from being closed, and given to another file, for a call that takes it as an argument.
     *
     * @param operation what it is for, for messages
     * @throws VfioException EBADF when this is closed
     */
    public EventDescriptor.Hold hold(String operation) {
        acquire(operation);
        return new Held(this);
    }

    /**
     * Gives the open file to another owner; this one will not close it.
     *
     * @return the number
     * @throws VfioException EBADF when this is closed, or a system call is using it
     */
    public int surrender() {
        if (!users.compareAndSet(0, CLOSED)) {
            throw new VfioException(name, "surrender", Errno.EBADF, "closed or in use");
        }
        return number;
    }

    private static final class Held implements EventDescriptor.Hold {
        private final FileDescriptor descriptor;
        private boolean ended;

        private Held(FileDescriptor descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public int number() {
            return descriptor.number;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                descriptor.release();
            }
        }
    }

    /** Keeps the number from being closed until {@link #release()}. Allocates nothing unless it fails. */
    public int acquire(String operation) {
        int before;
        do {
            before = users.get();
            if (before < 0) {
                throw new VfioException(name, operation, Errno.EBADF, "closed");
            }
        } while (!users.compareAndSet(before, before + 1));
        return number;
    }

    /** Ends what {@link #acquire} began. */
    public void release() {
        if (users.decrementAndGet() == CLOSED) {
            FileCalls.close(number);
        }
    }

    @Override
    public String toString() {
        return name + (isOpen() ? " (descriptor " + number + ")" : " (closed)");
    }
}
