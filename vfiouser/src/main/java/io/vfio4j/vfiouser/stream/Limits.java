// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.RegionAccess;

/** Holds the sizes that client and server keep to alike, and checks options against theirs. */
public final class Limits {
    /** The least that {@code max_data_xfer_size} is set to, in bytes. */
    public static final int LEAST_TRANSFER = 4096;
    /** The most that {@code max_data_xfer_size} is set to, in bytes: QEMU's limit. */
    public static final int MOST_TRANSFER = 64 << 20;

    /** Room for the messages that do not grow with the transfer size: SET_IRQS, REGION_WRITE_MULTI, VERSION. */
    private static final int LEAST_ROOM = 1 << 16;

    private Limits() {}

    /** Returns how many bytes a message has at most, header included, where data of one has {@code transfer} bytes. */
    public static int messageSize(int transfer) {
        return Header.SIZE + RegionAccess.SIZE + Math.max(transfer, LEAST_ROOM);
    }

    /**
     * Checks an option.
     *
     * @throws IllegalArgumentException when it is below {@code least} or above {@code most}; names the option
     */
    public static void requireRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %d to %d: %s=%d".formatted(name, least, most, name, value));
        }
    }
}
