// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.structure.MsixCapability;
import java.util.List;

/**
 * Places the MSI-X table and its pending bits: in a BAR of their own, pending bits in its upper half, or one behind the
 * other in a BAR that is there.
 *
 * @param vectors 1 to 2048
 * @param bar the BAR with both, 0 to 5
 * @param table offset of the table in the BAR, a multiple of 8
 * @param pending offset of the pending bits in the BAR, a multiple of 8
 */
record MsixPlacement(int vectors, int bar, int table, int pending) {
    private static final int ENTRY = 16;
    private static final int SMALLEST_HALF = 2048;

    /** Places them in a BAR of their own: the last one that the others leave free. */
    static MsixPlacement beside(List<Bar> bars, int vectors) {
        boolean[] taken = new boolean[Bar.ROM_INDEX + 1];
        for (Bar bar : bars) {
            taken[bar.index()] = true;
            if (bar.type() == Bar.Type.MEMORY_64) {
                taken[bar.index() + 1] = true;
            }
        }
        int free = Bar.ROM_INDEX - 1;
        while (free >= 0 && taken[free]) {
            free--;
        }
        if (free < 0) {
            throw new IllegalArgumentException("no BAR is left for the MSI-X table: name one that has room for it");
        }
        int half = Math.max(SMALLEST_HALF, Integer.highestOneBit(vectors * ENTRY - 1) * 2);
        return new MsixPlacement(vectors, free, 0, half);
    }

    /** Places them in a BAR that is there, from an offset on. */
    static MsixPlacement within(int vectors, int bar, int offset) {
        return new MsixPlacement(vectors, bar, offset, offset + vectors * ENTRY);
    }

    /** Returns the offset of the first byte behind both. */
    int end() {
        return pending + (vectors + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    /** Returns the BAR of their own. */
    Bar ownBar() {
        return Bar.memory32(bar, 2L * pending);
    }

    MsixCapability capability() {
        return MsixCapability.of(vectors, bar, table, pending);
    }
}
