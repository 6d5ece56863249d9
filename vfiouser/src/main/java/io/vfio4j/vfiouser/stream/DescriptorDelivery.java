// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

import io.vfio4j.device.Errno;
import io.vfio4j.vfiouser.wire.MalformedMessageException;

/** Tells whether a message still has the descriptors that it was sent with. */
public enum DescriptorDelivery {
    COMPLETE,
    /** More came than was agreed on; they are closed already. */
    TOO_MANY,
    /**
     * Some were dropped, by the kernel or by {@link io.vfio4j.linux.socket.DescriptorList}: this process has too many
     * files open.
     */
    LOST;

    /** What LOST means, for people. */
    public static final String LOST_TEXT =
            "descriptors were lost: too many files are open (RLIMIT_NOFILE), or a security module refused them";

    /** Returns what is left of two parts of one message's descriptors. */
    DescriptorDelivery and(DescriptorDelivery other) {
        return compareTo(other) > 0 ? this : other;
    }

    /** Refuses a message that lacks descriptors; the connection is as good as before. */
    public void requireComplete() {
        switch (this) {
            case COMPLETE -> {}
            case TOO_MANY -> throw new MalformedMessageException("more descriptors than agreed on");
            case LOST -> throw new MalformedMessageException(Errno.EMFILE, LOST_TEXT);
        }
    }
}
