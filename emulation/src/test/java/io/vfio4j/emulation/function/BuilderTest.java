// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuilderTest {
    @Test
    void shouldGiveAddressesToBarsThatHaveNone() {
        PciFunction function = builder()
                .bar(0, 0x1000)
                .bar(1, 0x10_0000)
                .bar(new Bar(2, Bar.Type.MEMORY_64, true, 0, 0x2_0000_0000L))
                .bar(new Bar(4, Bar.Type.IO, false, 0, 0x20))
                .bar(new Bar(5, Bar.Type.MEMORY_32, false, 0xfd00_0000L, 0x1000))
                .build();

        assertThat(address(function, 0)).isEqualTo(0xe000_0000L);
        assertThat(address(function, 1)).isEqualTo(0xe010_0000L);
        assertThat(address(function, 2)).isGreaterThan(0xffff_ffffL);
        assertThat(address(function, 4)).isEqualTo(0xc000);
        assertThat(address(function, 5)).isEqualTo(0xfd00_0000L);
        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xe000_0000);
        assertThatThrownBy(() -> builder().bar(0, 0x8000_0000L)).hasMessageContaining("use a 64-bit one");
    }

    @Test
    void shouldPlaceTheMsixTableInABarOfItsOwn() {
        PciFunction function = builder()
                .msix(1)
                .bar(0, 0x1000)
                .bar(new Bar(4, Bar.Type.MEMORY_64, false, 0, 0x1000))
                .build();

        assertThat(table(function)).isEqualTo(3);
        assertThat(function.bar(3))
                .hasValueSatisfying(bar -> assertThat(bar.size()).isEqualTo(0x1000));
        try (EmulatedDevice device = EmulatedDevice.open(function)) {
            assertThat(device.irqInfo(VfioPci.MSIX_IRQ).count()).isEqualTo(1);
        }
    }

    @Test
    void shouldHaveRoomForEveryVectorAndItsPendingBit() {
        for (int vectors : new int[] {1, 2, 127, 128, 129, 255, 256, 2047, 2048}) {
            PciFunction function = builder().msix(vectors).build();
            int pending = function.readConfig(msix(function) + 8, 4);

            assertThat(table(function) & 7).isEqualTo(5);
            assertThat(pending & ~7).isGreaterThanOrEqualTo(16 * vectors);
            assertThat((pending & ~7) + (vectors + 63L) / 64 * 8)
                    .isLessThanOrEqualTo(function.bar(5).orElseThrow().size());
        }
    }

    @Test
    void shouldPlaceTheMsixTableInANamedBar() {
        PciFunction function = builder().bar(0, 0x2000).msix(16, 0, 0x1000).build();

        assertThat(table(function)).isEqualTo(0x1000);
        assertThat(function.readConfig(msix(function) + 8, 4)).isEqualTo(0x1100);
        assertThatThrownBy(() -> builder().bar(0, 0x1000).msix(16, 0, 0x1000)).hasMessageContaining("no BAR 0");
        assertThatThrownBy(() -> builder().msix(16, 2, 0)).hasMessageContaining("no BAR 2");
        assertThatThrownBy(() -> builder().msix(0)).hasMessageContaining("vectors=0");
        assertThatThrownBy(() -> full().msix(1).build()).hasMessageContaining("no BAR is left");
    }

    @Test
    void shouldOfferEveryKindOfInterrupt() {
        try (EmulatedDevice device =
                EmulatedDevice.open(builder().intx().msi(8).msix(3).build())) {
            assertThat(device.irqInfo(VfioPci.INTX_IRQ).count()).isEqualTo(1);
            assertThat(device.irqInfo(VfioPci.MSI_IRQ).count()).isEqualTo(8);
            assertThat(device.irqInfo(VfioPci.MSIX_IRQ).count()).isEqualTo(3);
        }
        assertThatThrownBy(() -> builder().msi(3)).hasMessageContaining("vectors=3");
    }

    @Test
    void shouldMakeContentsForEachFunction() {
        List<Bus> buses = new ArrayList<>();
        PciFunctionBuilder builder = builder().msix(1).bar(0, 0x1000, bus -> {
            buses.add(bus);
            return new RegisterBlock();
        });

        PciFunction first = builder.build();
        PciFunction second = builder.build();

        assertThat(first.contents(0)).isNotSameAs(second.contents(0));
        assertThat(buses).containsExactly(first.bus(), second.bus());
        assertThat(table(second)).isEqualTo(table(first));
    }

    @Test
    void shouldMakeContentsForEachVirtualFunction() {
        List<Bus> buses = new ArrayList<>();
        PciFunction physical = builder()
                .pciExpress()
                .capability(SriovCapability.of(
                        2, 1, 1, 0x00f5, List.of(Bar.memory32(0, 0x4000).at(0xfd00_0000L))))
                .virtualContents(0, bus -> {
                    buses.add(bus);
                    return new RegisterBlock();
                })
                .withVirtualFunctions(2)
                .build();

        assertThat(physical.virtualFunctions()).extracting(PciFunction::bus).containsExactlyElementsOf(buses);
        assertThat(physical.virtualFunctions().getFirst().contents(0)).isInstanceOf(RegisterBlock.class);
    }

    @Test
    void shouldRefuseRegistersThatTheBarHasNoRoomFor() {
        RegisterBlock block = new RegisterBlock();
        block.u64(0x1000);

        assertThatThrownBy(() -> builder().bar(0, 0x1000, block).build())
                .hasMessageContaining("registers end at 0x1008, beyond the 0x1000 bytes of BAR 0");
    }

    @Test
    void shouldRefuseContentsOfBarsThatThereAreNot() {
        assertThatThrownBy(() -> builder().contents(3, new RegisterBlock()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no BAR 3");
        assertThatThrownBy(() ->
                        builder().virtualContents(2, _ -> new RegisterBlock()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no BAR 2");
    }

    @Test
    void shouldAddARomForAnImage() {
        assertThat(builder()
                        .rom(new byte[1])
                        .build()
                        .bar(Bar.ROM_INDEX)
                        .orElseThrow()
                        .size())
                .isEqualTo(2048);
        assertThat(builder()
                        .rom(new byte[4097])
                        .build()
                        .bar(Bar.ROM_INDEX)
                        .orElseThrow()
                        .size())
                .isEqualTo(8192);
    }

    @Test
    void shouldRefuseBarsThatDoNotFitTheirRegisters() {
        assertThatThrownBy(() -> builder().bar(Bar.memory64(0, 0x1000)).bar(1, 0x1000))
                .hasMessageContaining("BAR 1 and the 64-bit BAR 0 share a register");
        assertThatThrownBy(() -> builder().bar(1, 0x1000).bar(Bar.memory64(0, 0x1000)))
                .hasMessageContaining("BAR 1 and the 64-bit BAR 0 share a register");
        assertThatThrownBy(() -> builder().bar(0, 8)).hasMessageContaining("at least 16");
        assertThatThrownBy(() -> builder().bar(Bar.io(0, 2))).hasMessageContaining("at least 4");
        assertThatThrownBy(() -> builder().bar(Bar.rom(1024))).hasMessageContaining("at least 2048");
    }

    @Test
    void shouldClearTheHighHalfOfABarThatIsReplaced() {
        PciFunction function =
                builder().bar(Bar.memory64(0, 0x1000)).bar(0, 0x1000).build();

        assertThat(function.readConfig(0x14, 4)).isZero();
    }

    private static PciFunctionBuilder full() {
        PciFunctionBuilder builder = builder();
        for (int index = 0; index < 6; index++) {
            builder.bar(index, 0x1000);
        }
        return builder;
    }

    private static PciFunctionBuilder builder() {
        return PciFunction.builder(0x1b36, 0x00f6);
    }

    private static long address(PciFunction function, int index) {
        return function.bar(index).orElseThrow().address();
    }

    private static int table(PciFunction function) {
        return function.readConfig(msix(function) + 4, 4);
    }

    private static int msix(PciFunction function) {
        return CapabilityList.of(function.config())
                .find(CapabilityId.MSIX)
                .map(Capability::offset)
                .orElseThrow();
    }
}
