// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.map;

import io.vfio4j.pci.ConfigSpace;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Finds the bytes of a configuration space that another capability may take: those that read 0 and that no structure
 * has, or may have, by {@link ConfigMap}. Mutable, for whoever places several; not thread-safe.
 */
public final class FreeSpace {
    private final int size;
    private final BitSet taken = new BitSet();

    private FreeSpace(ConfigSpace config, boolean unfinished) {
        this.size = config.size();
        ConfigMap map = ConfigMap.of(config);
        for (int offset = 0; offset < size; offset++) {
            boolean usable = switch (map.ownerAt(offset)) {
                case Owner.Nobody _ -> true;
                case Owner.Absent _ -> unfinished;
                case Owner.Header _, Owner.Structure _, Owner.Reach _ -> false;
            };
            taken.set(offset, !usable || config.u8(offset) != 0);
        }
    }

    /** The free bytes of a space. One without a capability that extends it has none from 0x100 on. */
    public static FreeSpace of(ConfigSpace config) {
        return new FreeSpace(config, false);
    }

    /**
     * The free bytes of a space that is still being made: those from 0x100 on count although nothing extends the space
     * yet, because extended capabilities may be placed before the PCI Express one.
     */
    public static FreeSpace ofUnfinished(ConfigSpace config) {
        return new FreeSpace(config, true);
    }

    /**
     * Finds the lowest free place for a capability, at a multiple of 4.
     *
     * @param extended from 0x100 on, not below
     * @param length bytes
     */
    public OptionalInt find(boolean extended, int length) {
        return find(extended, length, 4);
    }

    /**
     * Finds the lowest free place of the extended space, or of the conventional one when {@code extended} is false.
     *
     * @param length bytes
     * @param alignment a power of two, such as 4
     * @throws IllegalArgumentException when the alignment is none
     */
    public OptionalInt find(boolean extended, int length, int alignment) {
        if (Integer.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("alignment must be a power of two: alignment=" + alignment);
        }
        int limit = extended ? size : ConfigSpace.CONVENTIONAL_SIZE;
        int first = Math.max(extended ? ConfigSpace.CONVENTIONAL_SIZE : ConfigSpace.HEADER_SIZE, alignment);
        for (int offset = first; offset <= limit - length; offset += alignment) {
            int next = taken.nextSetBit(offset);
            if (next < 0 || next >= offset + length) {
                return OptionalInt.of(offset);
            }
        }
        return OptionalInt.empty();
    }

    /** Marks bytes that a capability takes from now on. */
    public void take(int offset, int length) {
        taken.set(offset, offset + length);
    }

    /** Marks bytes as free again. */
    public void release(int offset, int length) {
        taken.clear(offset, offset + length);
    }
}
