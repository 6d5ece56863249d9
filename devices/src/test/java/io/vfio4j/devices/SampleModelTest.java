// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleModelTest {
    private final PciFunction physical = new SampleModel()
            .function(ModelOptions.NONE)
            .withVirtualFunctions(2)
            .build();

    @Test
    void shouldHaveListsWithoutDefects() {
        assertThat(CapabilityList.of(physical.config()).defects()).isEmpty();
        assertThat(CapabilityList.of(physical.virtualFunctions().getFirst().config())
                        .defects())
                .isEmpty();
    }

    @Test
    void shouldHavePasidInTheMiddleOfTheExtendedList() {
        List<Integer> ids = CapabilityList.of(physical.config()).extended().stream()
                .map(Capability::id)
                .toList();

        assertThat(ids.indexOf(CapabilityId.PASID.id())).isBetween(1, ids.size() - 2);
    }

    @Test
    void shouldEnablePasidAsAHostDoes() {
        assertThat(physical.pasid()).contains(new PasidStructure(1, 0x1406, 0));

        physical.enablePasid();

        assertThat(physical.pasid()).contains(new PasidStructure(1, 0x1406, 7));
        assertThat(physical.virtualFunctions().getLast().pasid()).isEqualTo(physical.pasid());
    }

    @Test
    void shouldHaveTheseBytes() {
        assertThat(bytes(new SampleModel().function(ModelOptions.NONE).build())).isEqualTo("""
                        000: 361bf400 00001000 01000012 00000000
                        010: 0c000000 38000000 00000000 00000000
                        020: 0c000100 38000000 00000000 361b0011
                        030: 00000000 40000000 00000000 00000000
                        040: 01480300 08000000 05608601 00000000
                        060: 109c0200 22800010 10280000 040d0000
                        070: 00000401 00000000 00000000 00000000
                        080: 00000000 1f082000 00000000 1e000000
                        090: 04000000 00000000 00000000 11001f00
                        0a0: 04000000 04100000 00000000 00000000
                        100: 01008214 00000000 00000000 30204600
                        110: 00000000 00200000 a0000000 00000000
                        140: 00000000 00000000 03008115 563412fe
                        150: ff005452 00000000 0e000116 00000000
                        160: 0f008116 20000000 1b000117 06140000
                        170: 13000118 00000081 00010000 00000000
                        180: 1f000119 01000000 00000000 00000000
                        190: 0d00011c 5c000000 00000000 00000000
                        1c0: 10000100 02000000 00000000 08000800
                        1d0: 00000000 01000100 0000f500 53050000
                        1e0: 01000000 0c001000 38000000 00000000
                        """);
    }

    @Test
    void shouldGiveItsVirtualFunctionsTheseBytes() {
        assertThat(bytes(physical.virtualFunctions().getFirst())).isEqualTo("""
                        000: ffffffff 00001000 01000012 00000000
                        020: 00000000 00000000 00000000 361b0011
                        030: 00000000 40000000 00000000 00000000
                        040: 107c0200 22800010 00000000 040d0000
                        060: 00000000 1f082000 00000000 1e000000
                        070: 00000000 00000000 00000000 11000300
                        080: 00000000 00080000 00000000 00000000
                        100: 0e008110 00000000 0d000111 5c000000
                        110: 0f000100 20000000 00000000 00000000
                        """);
    }

    /** Lines of 16 bytes, those that are all zero left out. */
    private static String bytes(PciFunction function) {
        byte[] config = function.config().toByteArray();
        StringBuilder lines = new StringBuilder();
        for (int offset = 0; offset < config.length; offset += 16) {
            String line = HexFormat.of().formatHex(config, offset, offset + 16);
            if (line.chars().anyMatch(digit -> digit != '0')) {
                lines.append("%03x: %s\n".formatted(offset, line.replaceAll("(.{8})(?=.)", "$1 ")));
            }
        }
        return lines.toString();
    }
}
