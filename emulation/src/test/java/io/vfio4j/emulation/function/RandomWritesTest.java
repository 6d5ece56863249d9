// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.testing.Dumps;
import io.vfio4j.emulation.testing.SampleFunctions;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written, the shape of the space stays, and a reset leads back to one state. */
class RandomWritesTest {
    private static final int WRITES = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepIdentityListsAndUnknownSpace(long seed) {
        for (PciFunction function : functions()) {
            ConfigSpace before = function.config();
            writeAtRandom(function, new Random(seed));

            assertThat(CapabilityList.of(function.config())).isEqualTo(CapabilityList.of(before));
            assertThat(Arrays.copyOf(function.config().toByteArray(), 4))
                    .as("vendor and device of %s", function)
                    .isEqualTo(Arrays.copyOf(before.toByteArray(), 4));
            int last = function.configSize() - 4;
            assertThat(function.readConfig(last, 4)).isEqualTo(before.u32(last));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void shouldComeToTheSameStateByEveryReset(long seed) {
        for (PciFunction function : functions()) {
            function.reset();
            ConfigSpace fresh = function.config();
            writeAtRandom(function, new Random(seed));
            function.reset();

            assertThat(differences(withoutSticky(fresh), withoutSticky(function.config())))
                    .as("%s", function)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void shouldBringNothingNewByASecondResetOfTheHosts(long seed) {
        for (PciFunction function : functions()) {
            if (function.config().headerType() == Registers.HEADER_TYPE_NORMAL) {
                HostFunction host = HostFunction.open(function);
                writeAtRandom(function, new Random(seed));
                host.reset();
                ConfigSpace once = function.config();
                host.reset();

                assertThat(differences(once, function.config()))
                        .as("%s", function)
                        .isEmpty();
            }
        }
    }

    private static List<PciFunction> functions() {
        PciFunction physical =
                SampleFunctions.physicalFunction().withVirtualFunctions(3).build();
        List<PciFunction> functions = new ArrayList<>(physical.virtualFunctions());
        functions.add(physical);
        functions.addAll(Dumps.functions());
        return functions;
    }

    private static void writeAtRandom(PciFunction function, Random random) {
        for (int write = 0; write < WRITES; write++) {
            int width = 1 << random.nextInt(3);
            int offset = random.nextInt(function.configSize() / width) * width;
            int value = random.nextInt(4) == 0 ? -1 : random.nextInt();
            function.writeConfig(offset, width, value);
        }
    }

    /** Clears the registers that a function level reset leaves alone. */
    private static ConfigSpace withoutSticky(ConfigSpace config) {
        ConfigSpace rest = config.copy();
        for (Capability capability : CapabilityList.of(config).all()) {
            int offset = capability.offset();
            if (capability.is(CapabilityId.EXP)) {
                rest.setU16(offset + 0x08, config.u16(offset + 0x08) & ~0x04e0);
                rest.setU16(offset + 0x10, 0);
                clear(rest, offset + 0x30, 2);
            } else if (capability.is(CapabilityId.PM)) {
                rest.setU16(offset + 4, 0);
            } else if (KEPT_WHOLE.stream().anyMatch(capability::is)) {
                clear(rest, offset + 4, 0x44);
            }
        }
        return rest;
    }

    private static final List<CapabilityId> KEPT_WHOLE = List.of(
            CapabilityId.ERR,
            CapabilityId.VC,
            CapabilityId.VC9,
            CapabilityId.MFVC,
            CapabilityId.REBAR,
            CapabilityId.L1SS,
            CapabilityId.SECPCI,
            CapabilityId.DPC);

    private static List<String> differences(ConfigSpace expected, ConfigSpace actual) {
        return IntStream.range(0, expected.size())
                .filter(offset -> expected.u8(offset) != actual.u8(offset))
                .mapToObj(
                        offset -> "0x%03x: %02x became %02x".formatted(offset, expected.u8(offset), actual.u8(offset)))
                .toList();
    }

    private static void clear(ConfigSpace config, int offset, int size) {
        for (int at = offset; at < Math.min(offset + size, config.size()); at++) {
            config.setU8(at, 0);
        }
    }
}
