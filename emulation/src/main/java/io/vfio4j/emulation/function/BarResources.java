// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds the BARs of a function and what is behind each: memory, where nothing else was given. */
final class BarResources {
    private static final long SMALLEST_ROM = 2048;
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

    /** Refuses a BAR that is too small for its register, or that takes a register of another index. */
    static void requireFits(Bar bar, List<Bar> others) {
        long least = -bar.type().addressMask() & 0xffff;
        if (Long.compareUnsigned(bar.size(), least) < 0) {
            throw new IllegalArgumentException(
                    "BAR %d must have at least %d bytes: size=%d".formatted(bar.index(), least, bar.size()));
        }
        for (Bar other : others) {
            boolean shared = bar.index() < other.index()
                    ? other.index() < bar.index() + bar.registers()
                    : other.index() < bar.index() && bar.index() < other.index() + other.registers();
            if (shared && bar.index() != Bar.ROM_INDEX && other.index() != Bar.ROM_INDEX) {
                throw new IllegalArgumentException("BAR %d and the 64-bit BAR %d share a register"
                        .formatted(Math.max(bar.index(), other.index()), Math.min(bar.index(), other.index())));
            }
        }
    }

    /** Refuses what was given for BARs that there are not. */
    static void requireAll(String what, Set<Integer> indexes, List<Bar> bars) {
        for (int index : indexes) {
            if (bars.stream().noneMatch(bar -> bar.index() == index)) {
                throw new IllegalArgumentException("%s given, but there is no BAR %d".formatted(what, index));
            }
        }
    }

    /** Returns the size of a ROM that holds an image. */
    static long romSize(int bytes) {
        return bytes <= SMALLEST_ROM ? SMALLEST_ROM : Long.highestOneBit(bytes - 1L) << 1;
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
