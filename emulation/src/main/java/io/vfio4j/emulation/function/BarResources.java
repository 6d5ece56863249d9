// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The BARs of a function and what is behind each: memory, where nothing else was given. */
final class BarResources {
    private static final int COUNT = Bar.ROM_INDEX + 1;

    private final @Nullable Bar[] bars = new Bar[COUNT];
    private final @Nullable BarContents[] contents = new BarContents[COUNT];

    BarResources(List<Bar> bars, Map<Integer, BarContents> given) {
        for (Bar bar : bars) {
            if (bar.type() == Bar.Type.MEMORY_64 && bar.index() >= 5) {
                throw new IllegalArgumentException("a 64-bit BAR needs the register after its own: index=5");
            }
            BarContents behind = given.get(bar.index());
            if (behind == null) {
                behind = bar.index() == Bar.ROM_INDEX ? new RomImage(new byte[0]) : BarContents.memory();
            }
            this.bars[bar.index()] = bar;
            this.contents[bar.index()] = behind;
        }
    }

    @Nullable
    Bar bar(int index) {
        if (index < 0 || index >= COUNT) {
            throw new IllegalArgumentException("index must be 0 to 6: index=" + index);
        }
        return bars[index];
    }

    BarContents contents(int index) {
        BarContents behind = index >= 0 && index < COUNT ? contents[index] : null;
        if (behind == null) {
            throw new IllegalArgumentException("function has no such BAR: index=" + index);
        }
        return behind;
    }

    void reset() {
        for (BarContents behind : contents) {
            if (behind != null) {
                behind.reset();
            }
        }
    }
}
