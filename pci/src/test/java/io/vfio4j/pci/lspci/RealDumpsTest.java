// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.map.ConfigMap;
import io.vfio4j.pci.map.Owner;
import io.vfio4j.pci.structure.CapabilityDecoder;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidControl;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import io.vfio4j.pci.structure.RawCapability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every dump of a real device. */
class RealDumpsTest {
    static List<Path> files() {
        return RealDumps.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldReadBackWhatItWrites(Path file) {
        List<DumpedFunction> functions = LspciDump.parse(RealDumps.read(file));
        assertThat(LspciDump.parse(LspciDump.format(functions))).isEqualTo(functions);
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldHoldTheBytesThatTheDumpHolds(Path file) {
        List<String> expected = bytesOf(RealDumps.read(file));
        assertThat(bytesOf(LspciDump.format(LspciDump.parse(RealDumps.read(file)))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldListTheCapabilitiesThatLspciLists(Path file) throws IOException, InterruptedException {
        for (DumpedFunction function : LspciDump.parse(RealDumps.read(file))) {
            assertThatLspciAgrees(function);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldEncodeWhatItDecodes(Path file) {
        for (DumpedFunction function : LspciDump.parse(RealDumps.read(file))) {
            for (Capability capability : CapabilityList.of(function.config()).all()) {
                ConfigSpace encoded = function.config().copy();
                CapabilityStructure decoded = CapabilityDecoder.decode(encoded, capability);
                decoded.encode(encoded, capability.offset());
                assertThat(encoded).as("%s", capability).isEqualTo(function.config());
                ConfigSpace empty = ConfigSpace.ofSize(encoded.size());
                decoded.encode(empty, capability.offset());
                if (!(decoded instanceof RawCapability)) {
                    assertThat(CapabilityDecoder.decode(empty, capability)).isEqualTo(decoded);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldMapStructuresThatDoNotOverlap(Path file) {
        for (DumpedFunction function : LspciDump.parse(RealDumps.read(file))) {
            ConfigMap map = ConfigMap.of(function.config());
            assertThat(map.defects()).noneMatch(defect -> defect.message().contains("runs "));
            for (Capability capability : CapabilityList.of(function.config()).all()) {
                assertThat(map.ownerAt(capability.offset())).isEqualTo(new Owner.Structure(capability));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldReportThePasidThatLspciReports(Path file) throws IOException, InterruptedException {
        for (DumpedFunction function : LspciDump.parse(RealDumps.read(file))) {
            assertThatLspciAgreesOnPasid(function);
        }
    }

    @Test
    void shouldReportThePasidOfTheAcceleratorAsLspciDoes() throws IOException, InterruptedException {
        assertThatLspciAgreesOnPasid(LspciDump.parse(RealDumps.accelerator()).getFirst());
    }

    @Test
    void shouldListTheCapabilitiesOfTheAcceleratorAsLspciDoes() throws IOException, InterruptedException {
        assertThatLspciAgrees(LspciDump.parse(RealDumps.accelerator()).getFirst());
    }

    private static void assertThatLspciAgrees(DumpedFunction function) throws IOException, InterruptedException {
        String written = LspciDump.format(List.of(function));
        boolean whole = function.config().size() == ConfigSpace.EXTENDED_SIZE;
        String output = Lspci.run(written, "-D", "-vvv", whole ? "-xxxx" : "-xxx");

        assertThat(bytesOf(output)).isEqualTo(bytesOf(written));
        List<Capability> capabilities = CapabilityList.of(function.config()).all();
        List<Lspci.Line> lines = Lspci.capabilities(output);
        assertThat(lines)
                .extracting(Lspci.Line::offset)
                .isEqualTo(capabilities.stream().map(Capability::offset).toList());
        for (int index = 0; index < lines.size(); index++) {
            Lspci.Line line = lines.get(index);
            assertThat(titlesOf(capabilities.get(index)))
                    .as("%s", line)
                    .anyMatch(title -> line.title().startsWith(title));
        }
    }

    private static void assertThatLspciAgreesOnPasid(DumpedFunction function) throws IOException, InterruptedException {
        Optional<Capability> found = CapabilityList.of(function.config()).find(CapabilityId.PASID);
        if (found.isEmpty()) {
            return;
        }
        PasidExtendedCapability pasid =
                PasidExtendedCapability.decode(function.config(), found.get().offset());
        PasidCapability capability = pasid.capability();
        PasidControl control = pasid.control();
        assertThat(Lspci.run(LspciDump.format(List.of(function)), "-vvv"))
                .contains("PASIDCap: Exec%c Priv%c, Max PASID Width: %02x"
                        .formatted(sign(capability.execute()), sign(capability.privileged()), capability.width()))
                .contains("PASIDCtl: Enable%c Exec%c Priv%c"
                        .formatted(sign(control.enabled()), sign(control.execute()), sign(control.privileged())));
    }

    private static char sign(boolean flag) {
        return flag ? '+' : '-';
    }

    /** What lspci may call a capability. */
    private static List<String> titlesOf(Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        if (id == null) {
            return List.of("#", "extended capability id");
        }
        return switch (id) {
            case EXP -> List.of("express ");
            case VC9 -> List.of("virtual channel");
            case SSVID -> List.of("subsystem:");
            case TPH -> List.of("transaction processing hints");
            case REBAR -> List.of("physical resizable bar");
            case SRIOV -> List.of("single root i/o virtualization");
            // An older lspci does not know every id.
            default -> List.of(capability.name().toLowerCase(Locale.ROOT), "extended capability id");
        };
    }

    private static List<String> bytesOf(String dump) {
        List<String> lines = new ArrayList<>();
        for (String line : dump.lines().toList()) {
            if (line.matches("[0-9a-f]{2,3}:( [0-9a-f]{2}){16} *")) {
                lines.add(line.strip());
            }
        }
        return lines;
    }
}
