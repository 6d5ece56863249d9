// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * Bounds the addresses that a device may be given.
 *
 * @param start the first, unsigned
 * @param last the last, unsigned, not below {@code start}
 */
public record IovaRange(long start, long last) {
    public IovaRange {
        if (Long.compareUnsigned(last, start) < 0) {
            throw new IllegalArgumentException(
                    "last must not be below start: start=0x%x last=0x%x".formatted(start, last));
        }
    }

    /** Tells whether a whole mapping lies in it. */
    public boolean contains(long iova, long size) {
        return size != 0
                && Long.compareUnsigned(iova, start) >= 0
                && Long.compareUnsigned(iova, last) <= 0
                && Long.compareUnsigned(size - 1, last - iova) <= 0;
    }

    @Override
    public String toString() {
        return "0x%x-0x%x".formatted(start, last);
    }
}
