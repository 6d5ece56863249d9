// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.StructureLength;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decoding and encoding are each other's inverse on the defined bits, and touch no other. */
class RoundTripTest {
    private static final int ROUNDS = 40;

    @ParameterizedTest
    @EnumSource
    void shouldEncodeWhatItDecodes(CapabilityId id) {
        SplittableRandom random = new SplittableRandom(id.id());
        for (int round = 0; round < ROUNDS; round++) {
            ConfigSpace config = randomSpace(random);
            Capability capability = capability(id);
            int offset = capability.offset();
            CapabilityStructure decoded = CapabilityDecoder.decode(config, capability);

            ConfigSpace same = config.copy();
            decoded.encode(same, offset);
            assertThat(same).isEqualTo(config);

            ConfigSpace other = randomSpace(random);
            ConfigSpace encoded = other.copy();
            decoded.encode(encoded, offset);
            ConfigSpace expected = other.copy();
            byte[] defined = definedBits(decoded, offset, config.size());
            for (int at = 0; at < config.size(); at++) {
                expected.setU8(at, (config.u8(at) & defined[at]) | (other.u8(at) & ~defined[at]));
            }
            assertThat(encoded).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameEachFieldOnceAndKeepFieldsApart(CapabilityId id) {
        SplittableRandom random = new SplittableRandom(id.id());
        for (int round = 0; round < ROUNDS; round++) {
            ConfigSpace config = randomSpace(random);
            Capability capability = capability(id);
            CapabilityStructure decoded = CapabilityDecoder.decode(config, capability);
            assertThat(decoded.fields()).extracting(Field::label).doesNotHaveDuplicates();
            byte[] defined = definedBits(decoded, capability.offset(), config.size());
            int bits = 0;
            for (byte mask : defined) {
                bits += Integer.bitCount(mask & 0xff);
            }
            assertThat(bits)
                    .isEqualTo(decoded.fields().stream().mapToInt(Field::width).sum());
            int length = StructureLength.of(config, capability).orElse(0);
            assertThat(decoded.fields())
                    .allMatch(field -> field.offset() * 8 + field.bit() + field.width() <= length * 8);
        }
    }

    private static ConfigSpace randomSpace(SplittableRandom random) {
        byte[] bytes = new byte[ConfigSpace.EXTENDED_SIZE];
        random.nextBytes(bytes);
        return ConfigSpace.of(bytes);
    }

    private static Capability capability(CapabilityId id) {
        return new Capability(id.extended(), id.id(), 1, id.extended() ? 0x100 : 0x40, 0);
    }

    /** Of each byte of the space, the bits that belong to a field. */
    private static byte[] definedBits(CapabilityStructure decoded, int offset, int size) {
        byte[] defined = new byte[size];
        Arrays.fill(defined, (byte) 0);
        for (Field field : decoded.fields()) {
            for (int bit = field.bit(); bit < field.bit() + field.width(); bit++) {
                defined[offset + field.offset() + bit / 8] |= (byte) (1 << bit % 8);
            }
        }
        return defined;
    }
}
