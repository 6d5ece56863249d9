// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.testing;

import io.vfio4j.emulation.function.BarContents;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Contents of a BAR that remember what was asked of them. */
public final class CountingContents implements BarContents {
    private final List<String> accesses = new ArrayList<>();
    private int resets;

    /** Reads and writes as {@code r4@0x10}. */
    public List<String> accesses() {
        return accesses;
    }

    public int resets() {
        return resets;
    }

    @Override
    public void read(long offset, MemorySegment target, long at, int length) {
        accesses.add("r%d@0x%x".formatted(length, offset));
        target.asSlice(at, length).fill((byte) 0x5a);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, int length) {
        accesses.add("w%d@0x%x".formatted(length, offset));
    }

    @Override
    public void reset() {
        resets++;
    }
}
