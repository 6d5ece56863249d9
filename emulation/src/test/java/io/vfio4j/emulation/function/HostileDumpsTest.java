// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.PasidCapability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dump may contain anything: the function that is made of it still works, or is refused in words. */
class HostileDumpsTest {
    private static final PciAddress ADDRESS = new PciAddress(0, 0xff, 0x1f, 7);

    @FuzzTest
    void shouldServeAnyBytes(FuzzedDataProvider data) {
        int size = data.consumeBoolean() ? 4096 : 256;
        byte[] bytes = Arrays.copyOf(data.consumeBytes(size), size);
        exercise(new DumpedFunction(ADDRESS, "fuzz", ConfigSpace.of(bytes), List.of()), new Random(1), 50);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldServeRandomListsOfCapabilities(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            exercise(randomDump(random), random, 200);
        }
    }

    @Test
    void shouldRefuseAWideBarWithoutARegisterForItsUpperHalf() {
        Bar bar = new Bar(5, Bar.Type.MEMORY_64, true, 0, 0x1000);
        DumpedFunction dump = new DumpedFunction(ADDRESS, "", ConfigSpace.ofSize(256), List.of(bar));

        assertThatThrownBy(() -> PciFunction.builder(dump).build()).isInstanceOf(IllegalArgumentException.class);
    }

    private static void exercise(DumpedFunction dump, Random random, int writes) {
        PciFunction function = PciFunction.builder(dump).build();
        assertThat(function.config()).isEqualTo(dump.config());
        for (int write = 0; write < writes; write++) {
            int width = 1 << random.nextInt(3);
            int offset = random.nextInt(function.configSize() / width) * width;
            function.writeConfig(offset, width, random.nextBoolean() ? -1 : random.nextInt());
        }
        function.enablePasid();
        function.reset();
        assertThat(function.readConfig(0, 4)).isEqualTo(dump.config().u32(0));
        tryEdits(dump);
    }

    private static void tryEdits(DumpedFunction dump) {
        try {
            PciFunction changed = PciFunction.builder(dump)
                    .pasid(new PasidCapability(20, true, true))
                    .build();
            assertThat(changed.pasid()).isPresent();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        try {
            PciFunction physical =
                    PciFunction.builder(dump).withVirtualFunctions(2).build();
            assertThat(physical.virtualFunctions()).hasSize(2);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(ADDRESS.toString());
        }
    }

    /** Lists that begin well, with ids that are known and bytes that are random. */
    private static DumpedFunction randomDump(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4096 : 256];
        random.nextBytes(bytes);
        ConfigSpace config = ConfigSpace.of(bytes);
        config.setU16(0x06, 0x10);
        config.setU8(0x0e, random.nextInt(3));
        List<Integer> standard = places(random, 0x40, 0x100);
        config.setU8((config.u8(0x0e) & 3) == 2 ? 0x14 : 0x34, standard.getFirst());
        for (int index = 0; index < standard.size(); index++) {
            int id = index == 0 ? CapabilityId.EXP.id() : 1 + random.nextInt(CapabilityId.FPB.id());
            config.setU8(standard.get(index), id);
            config.setU8(standard.get(index) + 1, nextOf(standard, index));
        }
        if (config.extended()) {
            List<Integer> extended = places(random, 0x104, 0x1000);
            extended.addFirst(0x100);
            for (int index = 0; index < extended.size(); index++) {
                int id = 1 + random.nextInt(0x36);
                config.setU32(extended.get(index), nextOf(extended, index) << 20 | 1 << 16 | id);
            }
        }
        return new DumpedFunction(ADDRESS, "random", config, List.of(new Bar(0, Bar.Type.MEMORY_32, false, 0, 0x1000)));
    }

    private static int nextOf(List<Integer> places, int index) {
        return index + 1 < places.size() ? places.get(index + 1) : 0;
    }

    private static List<Integer> places(Random random, int first, int limit) {
        List<Integer> places = new ArrayList<>();
        int place = first + 4 * random.nextInt(4);
        while (place < limit && places.size() < 20) {
            places.add(place);
            place += 4 + 4 * random.nextInt((limit - first) / 40);
        }
        return places;
    }
}
