// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.emulation.testing.RecordedEvent;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.RawCapability;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VfioPciMsiTest {
    private static final int MSI = 0x40;
    private static final int CONTROL = MSI + 2;
    private static final int ENABLE = 1;
    private static final int QUEUE_SIZE = 0x70;

    private final PciFunction function = Endpoints.with(MsiCapability.of(3));
    private final Access config = Access.toConfig(function);

    @Test
    void shouldEnableMsiOnlyWhileItIsSetUp() {
        config.u16(CONTROL, ENABLE);
        assertThat(config.u16(CONTROL) & ENABLE).isZero();
        assertThat(function.readConfig(CONTROL, 2) & ENABLE).isZero();

        setUp(4);
        assertThat(function.readConfig(CONTROL, 2) & (ENABLE | QUEUE_SIZE)).isEqualTo(ENABLE | (2 << 4));
        assertThat(config.u16(CONTROL) & ENABLE)
                .as("the user has not enabled it")
                .isZero();

        config.u16(CONTROL, ENABLE | (2 << 4));
        assertThat(config.u16(CONTROL) & (ENABLE | QUEUE_SIZE)).isEqualTo(ENABLE | (2 << 4));

        config.device().setIrqs(IrqSet.disable(VfioPci.MSI_IRQ));
        assertThat(function.readConfig(CONTROL, 2) & ENABLE).isZero();
    }

    @Test
    void shouldClampTheNumberOfVectorsToWhatIsSetUp() {
        config.u16(CONTROL, 3 << 4);
        assertThat(config.u16(CONTROL) & QUEUE_SIZE).isZero();

        setUp(3);
        config.u16(CONTROL, ENABLE | (3 << 4));

        assertThat(config.u16(CONTROL) & QUEUE_SIZE).isEqualTo(2 << 4);
        assertThat(function.readConfig(CONTROL, 2) & QUEUE_SIZE).isEqualTo(2 << 4);
    }

    @Test
    void shouldRewriteTheControlRegisterEvenWhenOnlyTheHeaderIsWritten() {
        setUp(1);
        config.u16(CONTROL, 0);
        function.writeConfig(CONTROL, 2, ENABLE);

        config.u16(MSI, 0xffff);

        assertThat(function.readConfig(CONTROL, 2) & ENABLE).isZero();
        assertThat(config.u8(MSI)).isEqualTo(CapabilityId.MSI.id());
    }

    @Test
    void shouldKeepTheUsersMessageToItself() {
        config.u32(MSI + 4, 0xfee01234);
        config.u32(MSI + 8, 0x00000001);
        config.u16(MSI + 12, 0xabcd);

        assertThat(config.u32(MSI + 4)).isEqualTo(0xfee01234);
        assertThat(config.u32(MSI + 8)).isEqualTo(1);
        assertThat(config.u16(MSI + 12)).isEqualTo(0xabcd);
        assertThat(function.readConfig(MSI + 4, 4)).isZero();
        assertThat(function.readConfig(MSI + 12, 2)).isZero();
    }

    @Test
    void shouldPassTheMaskToTheHardware() {
        config.u32(MSI + 0x10, 0x0f);

        assertThat(function.readConfig(MSI + 0x10, 4)).isEqualTo(0x0f);
        assertThat(config.u32(MSI + 0x10)).isEqualTo(0x0f);
    }

    @ParameterizedTest
    @CsvSource({"0x0000, 10, 8", "0x0080, 14, 12", "0x0100, 20, 8", "0x0180, 24, 12"})
    void shouldLayTheStructureOutByItsFlags(int flags, int length, int data) {
        PciFunction shaped =
                Endpoints.with(RawCapability.of(CapabilityId.MSI, 24).u16(2, flags));
        Access access = Access.toConfig(shaped);

        for (int offset = 4; offset < data + 2; offset += 2) {
            access.u16(MSI + offset, 0xa5a5);
            assertThat(access.u16(MSI + offset)).as("virtual at %d", offset).isEqualTo(0xa5a5);
        }
        for (int offset = length; offset < 24; offset += 2) {
            access.u16(MSI + offset, 0xffff);
            assertThat(access.u16(MSI + offset))
                    .as("hardware at %d", offset)
                    .isEqualTo(shaped.readConfig(MSI + offset, 2));
        }
        assertThat(shaped.readConfig(MSI + 4, 4)).isZero();
    }

    private void setUp(int vectors) {
        List<RecordedEvent> events =
                Stream.generate(RecordedEvent::new).limit(vectors).toList();
        config.device()
                .setIrqs(new IrqSet(VfioPci.MSI_IRQ, 0, vectors, Action.TRIGGER, new Data.Events(List.copyOf(events))));
    }
}
