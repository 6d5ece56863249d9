// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.RawCapability;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VfioPciVitalProductDataTest {
    private static final int VPD = 0x40;
    private static final int ADDRESS = VPD + 2;
    private static final int DATA = VPD + 4;
    private static final int FLAG = 0x8000;

    /** An identifier string of 5 bytes, then the end tag: 9 bytes. */
    private static final byte[] CONTENTS = "\u0082\u0005\u0000HELLOxzzz".getBytes(StandardCharsets.ISO_8859_1);

    private final PciFunction function = function(CONTENTS);
    private final Access config = Access.toConfig(function);

    @Test
    void shouldReadFourBytesAndRaiseTheFlag() {
        config.u16(ADDRESS, 4);

        assertThat(config.u16(ADDRESS)).isEqualTo(FLAG | 4);
        assertThat(config.u32(DATA)).isEqualTo('E' | ('L' << 8) | ('L' << 16) | ('O' << 24));
    }

    @Test
    void shouldReadFromAnyAddress() {
        config.u16(ADDRESS, 3);

        assertThat(config.u32(DATA)).isEqualTo('H' | ('E' << 8) | ('L' << 16) | ('L' << 24));
    }

    @Test
    void shouldReadZeroBeyondTheEndTag() {
        config.u16(ADDRESS, 8);
        assertThat(config.u32(DATA)).isEqualTo(0x78);

        config.u16(ADDRESS, 0x100);
        assertThat(config.u32(DATA)).isZero();
        assertThat(config.u16(ADDRESS)).isEqualTo(FLAG | 0x100);
    }

    @Test
    void shouldWaitForTheHighByteOfTheAddress() {
        config.u8(ADDRESS, 4);
        assertThat(config.u16(ADDRESS)).isEqualTo(4);
        assertThat(config.u32(DATA)).isZero();

        config.u8(ADDRESS + 1, 0);
        assertThat(config.u16(ADDRESS)).isEqualTo(FLAG | 4);
    }

    @Test
    void shouldWriteTheDataAndLowerTheFlag() {
        config.u32(DATA, 0x21212121);
        config.u16(ADDRESS, FLAG | 4);

        assertThat(config.u16(ADDRESS)).isEqualTo(4);
        config.u16(ADDRESS, 4);
        assertThat(config.u32(DATA)).isEqualTo(0x21212121);
    }

    @Test
    void shouldLeaveTheFlagAfterAFailure() {
        config.u16(ADDRESS, FLAG | 5);
        assertThat(config.u16(ADDRESS)).as("unaligned write").isEqualTo(FLAG | 5);

        config.u16(ADDRESS, FLAG | 0x40);
        assertThat(config.u16(ADDRESS)).as("write beyond the end").isEqualTo(FLAG | 0x40);

        Access empty = Access.toConfig(function(new byte[64]));
        empty.u16(ADDRESS, 0);
        assertThat(empty.u16(ADDRESS)).as("no valid data").isZero();
    }

    private static PciFunction function(byte[] contents) {
        return Endpoints.plain()
                .capability(RawCapability.of(CapabilityId.VPD, 8))
                .capability(PciExpressCapability.ofEndpoint())
                .vitalProductData(contents)
                .build();
    }
}
