// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleFunctionsTest {
    private final PciFunction physical =
            SampleFunctions.physicalFunction().withVirtualFunctions(2).build();

    @Test
    void shouldHaveListsWithoutFindings() {
        assertThat(CapabilityList.of(physical.config()).findings()).isEmpty();
        assertThat(CapabilityList.of(physical.virtualFunctions().getFirst().config())
                        .findings())
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
}
