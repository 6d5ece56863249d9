// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.lspci.LspciDump;
import io.vfio4j.pci.lspci.RealDumps;
import io.vfio4j.pci.map.ConfigMap;
import io.vfio4j.pci.map.Owner;
import io.vfio4j.pci.structure.CapabilityDecoder;
import io.vfio4j.pci.structure.CapabilityStructure;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: walks end, maps are whole, decoding does not fail and loses nothing. */
class RandomSpacesTest {

    @Test
    void shouldCopeWithRandomSpaces() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        for (int round = 0; round < 12_000; round++) {
            check(Spaces.random(random), "round " + round);
        }
    }

    @Test
    void shouldCopeWithDamagedSpaces() {
        ConfigSpace whole = LspciDump.parse(RealDumps.accelerator()).getFirst().config();
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 12_000; round++) {
            ConfigSpace damaged = whole.copy();
            for (int count = 1 + random.nextInt(12); count > 0; count--) {
                int at = random.nextInt(random.nextBoolean() ? 0x200 : damaged.size());
                damaged.setU8(at, random.nextInt(256));
            }
            check(damaged, "round " + round);
        }
    }

    static void check(ConfigSpace config, String which) {
        ConfigSpace before = config.copy();
        CapabilityList list = CapabilityList.of(config);
        assertThat(list.standard()).as(which).hasSizeLessThanOrEqualTo(48);
        assertThat(list.extended()).as(which).hasSizeLessThanOrEqualTo(960);
        assertThat(list.all()).as(which).extracting(Capability::offset).doesNotHaveDuplicates();

        ConfigMap map = ConfigMap.of(config);
        int end = 0;
        for (ConfigMap.Span span : map.spans()) {
            assertThat(span.offset()).as(which).isEqualTo(end);
            assertThat(span.length()).as(which).isPositive();
            end = span.end();
        }
        assertThat(end).as(which).isEqualTo(config.size());
        for (Capability capability : list.all()) {
            assertThat(map.ownerAt(capability.offset())).as(which).isEqualTo(new Owner.Structure(capability));
            CapabilityStructure decoded = CapabilityDecoder.decode(config, capability);
            decoded.encode(config, capability.offset());
        }
        assertThat(config).as(which).isEqualTo(before);
    }
}
