// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

/**
 * Describes a register write for {@link VfioUserClient#writeAll}.
 *
 * @param region the region's index
 * @param offset where in the region, in bytes
 * @param size bytes, 1 to 8
 * @param value its lowest {@code size} bytes are written, the lowest first
 */
public record RegionWrite(int region, long offset, int size, long value) {
    public RegionWrite {
        if (size < 1 || size > Long.BYTES) {
            throw new IllegalArgumentException("size must be 1 to 8: size=" + size);
        }
    }
}
