package io.vfio4j.linux;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;

/**
 * Descriptors that arrived with messages and that nobody has taken yet. Used by one thread, and used again for each
 * message; closing it closes what was not taken.
 */
public final class DescriptorList implements AutoCloseable {
    /** SCM_MAX_FD of include/net/scm.h: as many as one sendmsg(2) can carry. */
    public static final int MAX_DESCRIPTORS = 253;

    private final int[] numbers = new int[MAX_DESCRIPTORS];
    private int count;
    private int taken;

    /** How many have not been taken yet. */
    public int count() {
        return count - taken;
    }

    /**
     * Takes the next descriptor, in the order in which they were sent.
     *
     * @param name for messages
     * @throws VfioException EINVAL when there is none
     */
    public FileDescriptor take(String name) {
        if (taken == count) {
            throw new VfioException(name, "recvmsg", Errno.EINVAL, "a descriptor is missing");
        }
        int number = numbers[taken++];
        if (taken == count) {
            count = 0;
            taken = 0;
        }
        return FileDescriptor.own(number, name);
    }

    /** Adds a received descriptor; one too many is closed. Returns whether there was room. */
    boolean add(int number) {
        if (count == MAX_DESCRIPTORS) {
            FileCalls.close(number);
            return false;
        }
        numbers[count++] = number;
        return true;
    }

    /** Closes what was not taken. The list can be used again. */
    @Override
    public void close() {
        while (taken < count) {
            FileCalls.close(numbers[taken++]);
        }
        count = 0;
        taken = 0;
    }
}
