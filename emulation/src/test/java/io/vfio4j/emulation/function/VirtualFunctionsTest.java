// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.emulation.testing.Dumps;
import io.vfio4j.emulation.testing.SampleFunctions;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.emulation.vfio.VfioPciConfig;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.MsixCapability;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualFunctionsTest {
    private final PciFunction physical =
            SampleFunctions.physicalFunction().withVirtualFunctions(4).build();
    private final PciFunction first = physical.virtualFunctions().getFirst();
    private final PciFunction last = physical.virtualFunctions().getLast();

    @Test
    void shouldReadAllOnesAsIdsAndBeKnownToTheHost() {
        assertThat(first.readConfig(0, 4)).isEqualTo(-1);
        assertThat(first.vendorId()).isEqualTo(SampleFunctions.VENDOR_ID);
        assertThat(first.deviceId()).isEqualTo(SampleFunctions.VF_DEVICE_ID);
        assertThat(first.virtual()).isTrue();
        assertThat(first.physicalFunction()).containsSame(physical);
        assertThat(physical.virtual()).isFalse();
    }

    @Test
    void shouldBeWhereOffsetAndStrideSay() {
        assertThat(physical.virtualFunctions().stream().map(PciFunction::address))
                .containsExactly(
                        PciAddress.parse("3a:00.1"),
                        PciAddress.parse("3a:00.2"),
                        PciAddress.parse("3a:00.3"),
                        PciAddress.parse("3a:00.4"));
    }

    @Test
    void shouldEnableTheVfsInThePf() {
        int sriov = offsetOf(physical, CapabilityId.SRIOV);

        assertThat(physical.readConfig(sriov + 0x08, 2)).isEqualTo(9);
        assertThat(physical.readConfig(sriov + 0x10, 2)).isEqualTo(4);
    }

    @Test
    void shouldHaveNoPasidNorSriovOfItsOwn() {
        CapabilityList lists = CapabilityList.of(first.config());

        assertThat(lists.find(CapabilityId.PASID)).isEmpty();
        assertThat(lists.find(CapabilityId.SRIOV)).isEmpty();
        assertThat(lists.find(CapabilityId.EXP)).isPresent();
        assertThat(lists.find(CapabilityId.MSIX)).isPresent();
        assertThat(lists.find(CapabilityId.ATS)).isPresent();
        first.enablePasid();
        assertThat(physical.pasid().orElseThrow().controlRegister()).isZero();
    }

    @Test
    void shouldHaveHardwiredBarsCommandBitsAndInterruptPin() {
        first.writeConfig(0x04, 2, 0xffff);
        assertThat(first.readConfig(0x04, 2)).isEqualTo(4);
        for (int register = 0x10; register < 0x28; register += 4) {
            first.writeConfig(register, 4, -1);
            assertThat(first.readConfig(register, 4)).isZero();
        }
        first.writeConfig(0x3c, 4, -1);
        assertThat(first.readConfig(0x3c, 4)).isZero();
    }

    @Test
    void shouldHaveItsPieceOfTheVfBar() {
        Bar piece = first.bar(0).orElseThrow();

        assertThat(piece.address()).isEqualTo(0x38_0010_0000L);
        assertThat(last.bar(0))
                .contains(new Bar(
                        0, piece.type(), piece.prefetchable(), piece.address() + 3 * piece.size(), piece.size()));
        assertThat(first.contents(0)).isNotSameAs(last.contents(0));
    }

    @Test
    void shouldHaveItsMsixStructuresWithinItsBar() {
        int msix = offsetOf(first, CapabilityId.MSIX);
        int vectors = MsixCapability.vectors(first.readConfig(msix + MsixCapability.CONTROL_OFFSET, 2));
        int table = first.readConfig(msix + 4, 4);
        int pending = first.readConfig(msix + 8, 4);

        long size = first.bar(table & 7).orElseThrow().size();
        assertThat((table & ~7) + 16L * vectors).isLessThanOrEqualTo(pending & ~7L);
        assertThat((pending & ~7) + 8L).isLessThanOrEqualTo(size);
    }

    @Test
    void shouldResetAloneByItsOwnControlBit() {
        int express = offsetOf(first, CapabilityId.EXP);
        first.writeConfig(0x04, 2, 4);
        last.writeConfig(0x04, 2, 4);

        first.writeConfig(express + 0x08, 2, 0x8000);

        assertThat(first.readConfig(0x04, 2)).isZero();
        assertThat(last.readConfig(0x04, 2)).isEqualTo(4);
    }

    @Test
    void shouldSeeFromAnotherThreadThatThePfEnabledPasid() throws InterruptedException {
        Thread server = Thread.ofPlatform().start(() -> {
            while (last.pasid().orElseThrow().controlRegister() == 0) {
                Thread.onSpinWait();
            }
        });

        physical.enablePasid();
        server.join();

        assertThat(last.pasid()).isEqualTo(physical.pasid());
        assertThat(last.pasid().orElseThrow().controlRegister()).isEqualTo(7);
    }

    @Test
    void shouldBeMadeOfADumpToo() {
        Bar bar = new Bar(0, Bar.Type.MEMORY_64, true, 0x38_0010_0000L, 0x4000);
        DumpedFunction dump = new DumpedFunction(PciAddress.parse("3a:00.1"), "", first.config(), List.of(bar));

        PciFunction made = PciFunction.builder(dump).virtualFunctionOf(physical).build();

        assertThat(made.virtual()).isTrue();
        assertThat(made.vendorId()).isEqualTo(SampleFunctions.VENDOR_ID);
        assertThat(made.deviceId()).isEqualTo(SampleFunctions.VF_DEVICE_ID);
        assertThat(made.bar(0)).contains(bar);
        made.writeConfig(0x10, 4, -1);
        assertThat(made.readConfig(0x10, 4)).isZero();
        assertThat(made.pasid()).isEqualTo(physical.pasid());
        assertThat(VfioPciConfig.open(made, false).toConfigSpace().u16(0x02)).isEqualTo(SampleFunctions.VF_DEVICE_ID);
    }

    @Test
    void shouldRefuseAPfThatCannotHaveVfs() {
        PciFunctionBuilder builder = PciFunction.builder(PciAddress.parse("3a:00.1"), 0x1b36, 0x0001);

        assertThatThrownBy(() -> builder.virtualFunctionOf(first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no SR-IOV");
    }

    @Test
    void shouldRefuseMoreVfsThanThereAre() {
        assertThatThrownBy(() -> SampleFunctions.physicalFunction()
                        .withVirtualFunctions(9)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 8 VFs: count=9");
    }

    @Test
    void shouldRefuseVfsWithoutTheCapability() {
        assertThatThrownBy(() -> TestFunctions.builder().withVirtualFunctions(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no SR-IOV capability");
    }

    @Test
    void shouldMakeVfsOfEveryDumpThatCanHaveThem() {
        for (var dump : Dumps.all()) {
            var sriov = CapabilityList.of(dump.config()).find(CapabilityId.SRIOV);
            int total =
                    sriov.map(found -> dump.config().u16(found.offset() + 0x0e)).orElse(0);
            if (total > 0) {
                List<PciFunction> functions = PciFunction.builder(dump)
                        .withVirtualFunctions(1)
                        .build()
                        .virtualFunctions();
                assertThat(functions).hasSize(1);
                assertThat(functions.getFirst().pasid())
                        .isEqualTo(PciFunction.builder(dump).build().pasid());
            }
        }
    }

    private static int offsetOf(PciFunction function, CapabilityId id) {
        return CapabilityList.of(function.config()).find(id).orElseThrow().offset();
    }
}
