// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds the BARs of a function and what is behind each: memory, where nothing else was given. */
final class BarResources {
    private static final int COUNT = Bar.ROM_INDEX + 1;

    private final List<Optional<Bar>> bars = new ArrayList<>(Collections.nCopies(COUNT, Optional.empty()));
    private final @Nullable BarContents[] contents = new BarContents[COUNT];

    /** Makes the contents, which listen to the function from then on. */
    BarResources(List<Bar> bars, Map<Integer, Function<Bus, BarContents>> given, FunctionBus bus) {
        for (Bar bar : bars) {
            if (bar.type() == Bar.Type.MEMORY_64 && bar.index() >= 5) {
                throw new IllegalArgumentException("a 64-bit BAR needs the register after its own: index=5");
            }
            Function<Bus, BarContents> factory = given.get(bar.index());
            BarContents behind = factory == null ? memory(bar) : factory.apply(bus);
            if (behind instanceof RegisterBlock block && block.end() > bar.size()) {
                throw new IllegalArgumentException("registers end at 0x%x, beyond the 0x%x bytes of BAR %d"
                        .formatted(block.end(), bar.size(), bar.index()));
            }
            if (behind == null) {
                throw new IllegalArgumentException("BAR %d was given no contents".formatted(bar.index()));
            }
            bus.listen(behind);
            this.bars.set(bar.index(), Optional.of(bar));
            this.contents[bar.index()] = behind;
        }
    }

    private static BarContents memory(Bar bar) {
        return bar.index() == Bar.ROM_INDEX ? new RomImage(new byte[0]) : BarContents.memory();
    }

    Optional<Bar> bar(int index) {
        if (index < 0 || index >= COUNT) {
            throw new IllegalArgumentException("index must be 0 to 6: index=" + index);
        }
        return bars.get(index);
    }

    BarContents contents(int index) {
        BarContents behind = index >= 0 && index < COUNT ? contents[index] : null;
        if (behind == null) {
            throw new IllegalArgumentException("function has no such BAR: index=" + index);
        }
        return behind;
    }
}
