// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.emulation.testing.SampleFunctions;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VfioPciHeaderTest {

    private final PciFunction function = Endpoints.plain().build();
    private final Access config = Access.toConfig(function);

    @Test
    void shouldShowTheIdsAndDropWritesToThem() {
        config.u32(0, 0x12345678);

        assertThat(config.u32(0)).isEqualTo(0x00011b36);
    }

    @Test
    void shouldEnableTheResourcesAndNotBusMasteringWhenOpened() {
        assertThat(config.u16(Registers.COMMAND)).isEqualTo(3);
        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(3);
    }

    @Test
    void shouldPassTheCommandToTheHardwareExceptForIntxDisable() {
        config.u16(Registers.COMMAND, 0x0407);

        assertThat(config.u16(Registers.COMMAND)).isEqualTo(0x0407);
        assertThat(function.readConfig(Registers.COMMAND, 2) & 0x0007).isEqualTo(7);
    }

    @Test
    void shouldMaskIntxInTheHardwareWhenTheUserDisablesIt() {
        config.u8(Registers.COMMAND + 1, 0x04);
        assertThat(function.readConfig(Registers.COMMAND, 2) & 0x0400).isEqualTo(0x0400);

        config.u16(Registers.COMMAND, 0x0003);
        assertThat(function.readConfig(Registers.COMMAND, 2) & 0x0400).isZero();
    }

    @Test
    void shouldNotClearStatusBits() {
        PciFunction detected = builder(space -> space.setU16(Registers.STATUS, 0x8000));
        Access access = Access.toConfig(detected);

        access.u16(Registers.STATUS, 0xffff);

        assertThat(access.u16(Registers.STATUS)).isEqualTo(0x8000);
    }

    @Test
    void shouldSizeBarsByWhatIsWritten() {
        for (int bar = 0x10; bar < 0x28; bar += 4) {
            config.u32(bar, -1);
        }

        assertThat(config.u32(0x10)).isEqualTo(0xffffc000);
        assertThat(config.u32(0x14)).isEqualTo(0xffffffc1);
        assertThat(config.u32(0x18)).isEqualTo(0x0000000c);
        assertThat(config.u32(0x1c)).isEqualTo(0xfffffffe);
        assertThat(config.u32(0x20)).isZero();
        assertThat(config.u32(0x24)).isZero();
        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xfe000000);
    }

    /** vfio_bar_fixup() tells 64-bit memory by a bit of the register that is part of an I/O address too. */
    @Test
    void shouldTakeFourPortsForTheLowHalfOfA64BitBarAsTheKernelDoes() {
        Access access = Access.toConfig(PciFunction.builder(new PciAddress(0, 1, 0, 0), 0x1b36, 0x0001)
                .bar(Bar.io(1, 4).at(0xc000))
                .bar(Bar.memory32(2, 0x1000).at(0xfe000000L))
                .build());

        access.u32(0x14, 0xc004);
        access.u32(0x18, -1);
        assertThat(access.u32(0x14)).isEqualTo(0xc005);
        assertThat(access.u32(0x18)).isEqualTo(-1);

        access.u32(0x14, 0xc008);
        access.u32(0x18, -1);
        assertThat(access.u32(0x18)).isEqualTo(0xfffff000);
    }

    @Test
    void shouldShowTheHostsAddressesAtFirst() {
        assertThat(config.u32(0x10)).isEqualTo(0xfe000000);
        assertThat(config.u32(0x14)).isEqualTo(0xc001);
        assertThat(config.u32(0x18)).isEqualTo(0x0000000c);
        assertThat(config.u32(0x1c)).isEqualTo(0x38);
    }

    @Test
    void shouldKeepOnlyTheEnableBitBelowTheSizeOfTheRom() {
        Access rom = Access.toConfig(Endpoints.plain()
                .bar(new Bar(Bar.ROM_INDEX, Bar.Type.ROM, false, 0xfd000000L, 0x10000))
                .build());

        rom.u32(0x30, -1);

        assertThat(rom.u32(0x30)).isEqualTo(0xffff0001);
        config.u32(0x30, -1);
        assertThat(config.u32(0x30)).isZero();
    }

    @Test
    void shouldKeepTheInterruptLineToItselfAndShowThePin() {
        config.u16(0x3c, 0x2211);

        assertThat(config.u16(0x3c)).isEqualTo(0x0111);
        assertThat(function.readConfig(0x3c, 1)).isNotEqualTo(0x11);
    }

    @Test
    void shouldPassCacheLineSizeToTheHardware() {
        config.u8(0x0c, 0x10);

        assertThat(function.readConfig(0x0c, 1)).isEqualTo(0x10);
    }

    @Test
    void shouldDropWritesToTheRestOfTheHeader() {
        for (int offset : List.of(0x08, 0x28, 0x2c, 0x38)) {
            int before = config.u32(offset);
            config.u32(offset, ~before);
            assertThat(config.u32(offset)).as("0x%x", offset).isEqualTo(before);
        }
    }

    @Test
    void shouldPutTheHostsBarsBackAfterAResetBehindItsBack() {
        function.reset();
        assertThat(function.readConfig(0x10, 4)).isZero();

        config.u16(Registers.COMMAND, 0x0007);

        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xfe000000);
        assertThat(function.readConfig(0x18, 4)).isEqualTo(0x0000000c);
        assertThat(function.readConfig(0x1c, 4)).isEqualTo(0x38);
    }

    @Test
    void shouldGiveVirtualFunctionsTheirIdsMemoryEnableAndNoPin() {
        PciFunction virtual = Endpoints.physical().virtualFunctions().getFirst();
        Access access = Access.toConfig(virtual);

        assertThat(virtual.readConfig(0, 4)).isEqualTo(-1);
        assertThat(access.u32(0)).isEqualTo((SampleFunctions.VF_DEVICE_ID << 16) | SampleFunctions.VENDOR_ID);
        assertThat(access.u16(Registers.COMMAND)).isEqualTo(2);
        assertThat(access.u8(0x3d)).isZero();
        access.u16(Registers.COMMAND, 0);
        assertThat(access.u16(Registers.COMMAND)).isZero();
        access.u16(Registers.COMMAND, 6);
        assertThat(access.u16(Registers.COMMAND)).isEqualTo(6);
        assertThat(virtual.readConfig(Registers.COMMAND, 2)).isEqualTo(4);
    }

    @Test
    void shouldSizeTheBarsOfVirtualFunctions() {
        PciFunction virtual = Endpoints.physical().virtualFunctions().getFirst();
        Access access = Access.toConfig(virtual);

        access.write(0x10, 8, -1);

        assertThat(access.read(0x10, 8)).isEqualTo(-virtual.bar(0).orElseThrow().size() | 0xc);
    }

    @Test
    void shouldHideIntxOfDevicesWithBrokenIntx() {
        PciFunction broken = PciFunction.builder(new PciAddress(0, 1, 0, 0), 0x8086, 0x1572)
                .interruptPin(1)
                .build();
        Access access = Access.toConfig(broken);

        assertThat(access.u8(0x3d)).isZero();
        assertThat(broken.readConfig(Registers.COMMAND, 2) & 0x0400).isEqualTo(0x0400);
    }

    @Test
    void shouldRefuseBridges() {
        PciFunction bridge = builder(space -> space.setU8(0x0e, 0x01));

        assertThat(assertErrno(Errno.EINVAL, () -> EmulatedDevice.open(bridge, EmulatedDeviceOptions.VFIO)))
                .hasMessageContaining("header type 1");
    }

    private static PciFunction builder(Consumer<ConfigSpace> change) {
        ConfigSpace space = ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE);
        space.setU32(0, 0x00011b36);
        change.accept(space);
        return PciFunction.builder(new DumpedFunction(new PciAddress(0, 1, 0, 0), "", space, List.of()))
                .build();
    }
}
