// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.CountingContents;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.Registers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EmulatedDeviceBarTest {
    private static final int TABLE_BAR = 4;

    private final PciFunction function = Endpoints.physical();
    private final EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[0x100]);

    @Test
    void shouldReadWhatWasWritten() {
        Access bar = Access.toRegion(device, 0);

        bar.write(0x1001, 7, 0x11223344556677L);

        assertThat(bar.read(0x1001, 7)).isEqualTo(0x11223344556677L);
        assertThat(bar.read(0x1000, 1)).isZero();
    }

    @Test
    void shouldCutAccessesIntoAlignedOnesForDeviceCode() {
        CountingContents contents = new CountingContents();
        Access bar = Access.toRegion(open(Endpoints.plain().contents(0, contents)), 0);

        bar.read(3, 8);
        bar.write(8, 8, 0);

        assertThat(contents.accesses()).containsExactly("r1@0x3", "r4@0x4", "r2@0x8", "r1@0xa", "w8@0x8");
    }

    @Test
    void shouldTruncateAccessesAtTheEndOfTheBar() {
        assertThat(device.read(0, 0xfffc, buffer, 0, 16)).isEqualTo(4);
        assertThat(device.write(0, 0xfffc, buffer, 0, 16)).isEqualTo(4);
    }

    @Test
    void shouldRefuseAccessesBeyondTheBarAndToBarsThatAreNotThere() {
        assertErrno(Errno.EINVAL, () -> device.read(0, 0x10000, buffer, 0, 4));
        assertErrno(Errno.EINVAL, () -> device.read(0, -1, buffer, 0, 4));
        assertErrno(Errno.EINVAL, () -> device.write(1, 0, buffer, 0, 4));
        assertErrno(Errno.EINVAL, () -> device.read(VfioPci.VGA_REGION, 0, buffer, 0, 4));
        assertErrno(Errno.EINVAL, () -> device.read(9, 0, buffer, 0, 4));
        assertErrno(Errno.EINVAL, () -> device.read(-1, 0, buffer, 0, 4));
    }

    @Test
    void shouldRefuseMemoryWhileItIsDisabledButNotPorts() {
        Access config = Access.toConfig(Endpoints.plain().build());
        config.u16(Registers.COMMAND, 0x0000);

        assertErrno(Errno.EIO, () -> Access.toRegion(config.device(), 0).u32(0));
        assertErrno(Errno.EIO, () -> Access.toRegion(config.device(), 0).u32(0, 1));
        assertThat(Access.toRegion(config.device(), 1).u32(0)).isZero();
        config.u16(Registers.COMMAND, 0x0002);
        assertThat(Access.toRegion(config.device(), 0).u32(0)).isZero();
    }

    @Test
    void shouldLetVirtualFunctionsAnswerWhateverTheirCommandSays() {
        EmulatedDevice virtual = open(function.virtualFunctions().getFirst());
        Access.toConfig(virtual).u16(Registers.COMMAND, 0);

        assertThat(Access.toRegion(virtual, 0).u32(0x800)).isZero();
    }

    @Test
    void shouldKeepTheMsixTableFromTheUser() {
        Access bar = Access.toRegion(device, TABLE_BAR);
        int end = 32 * 16;

        bar.write(0, 8, 0);
        assertThat(bar.read(0, 8)).isEqualTo(-1);
        assertThat(bar.read(end - 4, 8)).isEqualTo(0x00000000ffffffffL);
        bar.write(end - 4, 8, 0x1122334455667788L);
        assertThat(bar.read(end - 4, 8)).isEqualTo(0x11223344ffffffffL);
        function.contents(TABLE_BAR).read(end - 4, buffer, 0, 4);
        assertThat(buffer.get(ValueLayout.JAVA_INT_UNALIGNED, 0)).isZero();
    }

    @Test
    void shouldShowTheMsixTableInTheHardwareView() {
        Access bar = Access.toRegion(EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE), TABLE_BAR);

        bar.u32(0, 0xfee00000);

        assertThat(bar.u32(0)).isEqualTo(0xfee00000);
    }

    @Test
    void shouldAlwaysAnswerInTheHardwareView() {
        EmulatedDevice bare = EmulatedDevice.open(Endpoints.plain().build(), EmulatedDeviceOptions.HARDWARE);
        Access.toConfig(bare).u16(Registers.COMMAND, 0);

        assertThat(Access.toRegion(bare, 0).u32(0)).isZero();
    }

    @Test
    void shouldReadTheRomUpToItsLastImageAndOnesBeyond() {
        byte[] image = new byte[512];
        image[0] = 0x55;
        image[1] = (byte) 0xaa;
        image[24] = 0x1c;
        System.arraycopy("PCIR".getBytes(StandardCharsets.US_ASCII), 0, image, 0x1c, 4);
        image[0x1c + 16] = 1;
        image[0x1c + 21] = (byte) 0x80;
        EmulatedDevice rom = open(withRom(image));

        assertThat(rom.regionInfo(VfioPci.ROM_REGION)).isEqualTo(new RegionInfo(6, RegionInfo.READ, 0x10000, 6L << 40));
        assertThat(Access.toRegion(rom, 6).u16(0)).isEqualTo(0xaa55);
        assertThat(Access.toRegion(rom, 6).read(508, 8)).isEqualTo(0xffffffff_00000000L);
        assertErrno(Errno.EINVAL, () -> Access.toRegion(rom, 6).u8(0, 1));
    }

    @Test
    void shouldNotOfferARomWithoutAnImage() {
        EmulatedDevice rom = open(withRom(new byte[512]));

        assertThat(rom.regionInfo(VfioPci.ROM_REGION).size()).isZero();
        assertErrno(Errno.ENOMEM, () -> Access.toRegion(rom, 6).u16(0));
    }

    private static PciFunctionBuilder withRom(byte[] image) {
        return Endpoints.plain()
                .bar(new Bar(Bar.ROM_INDEX, Bar.Type.ROM, false, 0xfd000000L, 0x10000))
                .rom(image);
    }

    private static EmulatedDevice open(PciFunctionBuilder builder) {
        return open(builder.build());
    }

    private static EmulatedDevice open(PciFunction function) {
        return EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);
    }
}
