// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vfio4j.emulation.testing.Dumps;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real devices as hardware. */
class DumpedFunctionsTest {
    private final List<DumpedFunction> dumps = Dumps.all();

    @BeforeEach
    void needsDumps() {
        assumeFalse(dumps.isEmpty(), "no folder of dumps in vfio4j.dumps");
    }

    @Test
    void shouldReadBackByteForByte() {
        for (DumpedFunction dump : dumps) {
            PciFunction function = PciFunction.builder(dump).build();
            ConfigSpace read = ConfigSpace.ofSize(function.configSize());
            for (int offset = 0; offset < read.size(); offset++) {
                read.setU8(offset, function.readConfig(offset, 1));
            }

            assertThat(read).as(dump.description()).isEqualTo(dump.config());
            assertThat(function.config()).isEqualTo(dump.config());
        }
    }

    @Test
    void shouldHaveTheBarsOfTheDump() {
        for (DumpedFunction dump : dumps) {
            PciFunction function = PciFunction.builder(dump).build();
            for (Bar bar : dump.bars()) {
                assertThat(function.bar(bar.index())).contains(bar);
                assertThat(function.contents(bar.index())).isNotNull();
            }
        }
    }

    @Test
    void shouldReportThePasidRegistersOfTheDump() {
        for (DumpedFunction dump : dumps) {
            var pasid = CapabilityList.of(dump.config()).find(CapabilityId.PASID);
            PciFunction function = PciFunction.builder(dump).build();

            assertThat(function.pasid().map(PasidStructure::capabilityRegister))
                    .isEqualTo(pasid.map(found -> dump.config().u16(found.offset() + 4)));
        }
    }

    @Test
    void shouldGiveEveryExtendedFunctionAnotherPasidOrSayWhyNot() {
        PasidCapability wanted = new PasidCapability(12, true, false);
        for (DumpedFunction dump : dumps) {
            PciFunctionBuilder builder = PciFunction.builder(dump);
            if (!dump.config().extended()) {
                assertThatThrownBy(() -> builder.pasid(wanted)).hasMessageContaining("256 bytes");
                continue;
            }
            int before = CapabilityList.of(dump.config()).all().size();
            boolean had =
                    CapabilityList.of(dump.config()).find(CapabilityId.PASID).isPresent();
            try {
                builder.pasid(wanted);
            } catch (IllegalArgumentException e) {
                assertThat(e).as(dump.description()).hasMessageMatching(".*(surely free|without PCI Express).*");
                continue;
            }
            PciFunction function = builder.build();

            assertThat(function.pasid()).contains(new PasidStructure(1, wanted.encode(), 0));
            assertThat(CapabilityList.of(function.config()).all()).hasSize(had ? before : before + 1);
            assertThat(builder.withoutPasid().build().pasid()).isEmpty();
        }
    }
}
