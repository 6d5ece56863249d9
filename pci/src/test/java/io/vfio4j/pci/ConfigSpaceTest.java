// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSpaceTest {
    private final ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE);

    @Test
    void shouldBeLittleEndianAndUnsigned() {
        config.setU32(0x10, 0xfedcba98);
        assertThat(config.u8(0x10)).isEqualTo(0x98);
        assertThat(config.u16(0x12)).isEqualTo(0xfedc);
        assertThat(config.u16(0x11)).isEqualTo(0xdcba);
        assertThat(config.u32(0x10)).isEqualTo(0xfedcba98);
        config.setU16(0x10, 0xffff);
        config.setU8(0x13, 0x1ff);
        assertThat(config.u32(0x10)).isEqualTo(0xffdcffff);
    }

    @Test
    void shouldRefuseAccessOutside() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> config.u8(256));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> config.u16(255));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> config.u32(253));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> config.setU32(-1, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 255, 257, 4095, 8192})
    void shouldRefuseOtherSizes(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigSpace.ofSize(size))
                .withMessage("size must be 256 or 4096: size=" + size);
        assertThatIllegalArgumentException().isThrownBy(() -> ConfigSpace.of(new byte[size]));
    }

    @Test
    void shouldCopyInBothDirections() {
        byte[] bytes = new byte[256];
        ConfigSpace space = ConfigSpace.of(bytes);
        ConfigSpace copy = space.copy();
        bytes[0] = 1;
        space.toByteArray()[0] = 2;
        assertThat(space.u8(0)).isZero();
        assertThat(copy).isEqualTo(space).hasSameHashCodeAs(space);
        copy.setU8(0, 3);
        assertThat(copy).isNotEqualTo(space);
        assertThat(ConfigSpace.ofSize(4096)).isNotEqualTo(ConfigSpace.ofSize(256));
    }
}
