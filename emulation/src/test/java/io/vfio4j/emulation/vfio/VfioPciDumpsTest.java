// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Dumps;
import io.vfio4j.pasid.PasidReporting;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.PasidCapability;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shows real devices as vfio-pci does, from the folder that {@code vfio4j.dumps} names. */
class VfioPciDumpsTest {
    private final List<PciFunction> endpoints = Dumps.functions().stream()
            .filter(function -> function.config().headerType() == Registers.HEADER_TYPE_NORMAL)
            .toList();

    @BeforeEach
    void requireDumps() {
        assumeThat(endpoints).isNotEmpty();
    }

    @Test
    void shouldListWhatTheHardwareListsExceptWhatIsHidden() {
        for (PciFunction function : endpoints) {
            ConfigSpace hardware = function.config();
            VfioPciConfig config = VfioPciConfig.open(function, false);
            List<Capability> expected = CapabilityList.of(hardware).all().stream()
                    .filter(capability -> !capability.extended() || config.size() == 4096)
                    .filter(capability -> !ShownLength.hidden(hardware, capability))
                    .toList();

            assertThat(CapabilityList.of(config.toConfigSpace()).all())
                    .as(function.toString())
                    .extracting(Capability::extended, Capability::id, Capability::version, Capability::offset)
                    .containsExactlyElementsOf(expected.stream()
                            .map(capability -> Tuple.tuple(
                                    capability.extended(), capability.id(), capability.version(), capability.offset()))
                            .toList());
        }
    }

    @Test
    void shouldLeaveTheBodiesOfHiddenCapabilitiesRawOrBlankThem() {
        for (PciFunction function : endpoints) {
            VfioPciConfig raw = VfioPciConfig.open(function, false);
            for (Capability capability : raw.hidden()) {
                int body = capability.offset() + (capability.extended() ? 4 : 2);
                assertThat(raw.toConfigSpace().u16(body))
                        .as("%s %s", function, capability)
                        .isEqualTo(function.readConfig(body, 2));
            }
            VfioPciConfig blank = VfioPciConfig.open(function, true);
            for (Capability capability : blank.hidden()) {
                int body = capability.offset() + (capability.extended() ? 4 : 2);
                assertThat(blank.toConfigSpace().u16(body))
                        .as("%s %s", function, capability)
                        .isZero();
            }
        }
    }

    @Test
    void shouldReportThePasidThatTheListHides() {
        List<PciFunction> withPasid = endpoints.stream()
                .filter(function -> function.pasid().isPresent())
                .toList();
        assertThat(withPasid).isNotEmpty();
        for (PciFunction function : withPasid) {
            function.enablePasid();
            int register = function.pasid().orElseThrow().capabilityRegister();
            int version = function.pasid().orElseThrow().version();
            PasidCapability capability = PasidCapability.decode(register);
            int flags = (capability.execute() ? 1 : 0) | (capability.privileged() ? 2 : 0);

            assertThat(report(function, PasidReporting.TRANSLATED)).isEqualTo((capability.width() << 16) | flags);
            assertThat(report(function, PasidReporting.RAW)).isEqualTo((version << 16) | register);
            assertThat(report(function, PasidReporting.masked(1)))
                    .isEqualTo((1 << 16) | (register & PasidCapability.VERSION_1_MASK));
            ConfigSpace shown = VfioPciConfig.open(function, false).toConfigSpace();
            assertThat(CapabilityList.of(shown).find(CapabilityId.PASID)).isEmpty();
            assertThat(CapabilityList.of(function.config()).find(CapabilityId.PASID))
                    .isPresent();
        }
    }

    @Test
    void shouldKnowTheWidthsOfTheTwoDevicesThatWereCapturedForThem() {
        List<Integer> widths = endpoints.stream()
                .filter(function ->
                        function.vendorId() == 0x8086 && function.pasid().isPresent())
                .map(function -> function.pasid().orElseThrow().capability().width())
                .toList();

        assertThat(widths).isNotEmpty().containsOnly(20);
    }

    @Test
    void shouldReadTheSameInOnePieceAndInMany() {
        for (PciFunction function : endpoints) {
            VfioPciConfig config = VfioPciConfig.open(function, false);
            ConfigSpace whole = config.toConfigSpace();
            MemorySegment buffer = MemorySegment.ofArray(new byte[4]);
            for (int offset = 0; offset < config.size(); offset++) {
                config.readBytes(offset, buffer, 0, 1);
                assertThat(buffer.get(ValueLayout.JAVA_BYTE, 0) & 0xff)
                        .as("%s 0x%x", function, offset)
                        .isEqualTo(whole.u8(offset));
            }
        }
    }

    private static int report(PciFunction function, PasidReporting reporting) {
        MemorySegment data = MemorySegment.ofArray(new byte[4]);
        EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO.withReporting(reporting))
                .feature(FeatureFlags.GET | PasidFeature.PROPOSED_INDEX, data);
        return data.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }
}
