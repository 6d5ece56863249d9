// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.OpenFiles;

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
    private boolean incomplete;

    /** Returns how many have not been taken yet. */
    public int count() {
        return count - taken;
    }

    /**
     * Tells whether descriptors were lost, since this was last closed, because there were too many or because this
     * process has nearly all open that it may (RLIMIT_NOFILE; the last 64, or an eighth, are not for peers); those that
     * did arrive are here.
     */
    public boolean incomplete() {
        return incomplete;
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

    /** Adds a received descriptor; one too many is closed and counts as lost. */
    void add(int number) {
        if (count == MAX_DESCRIPTORS || number >= OpenFiles.ceilingForPeers()) {
            FileCalls.close(number);
            incomplete = true;
        } else {
            numbers[count++] = number;
        }
    }

    /** Remembers that the kernel dropped some. */
    void addLost() {
        incomplete = true;
    }

    /** Closes what was not taken. The list can be used again. */
    @Override
    public void close() {
        while (taken < count) {
            FileCalls.close(numbers[taken++]);
        }
        count = 0;
        taken = 0;
        incomplete = false;
    }
}
