// SPDX-License-Identifier: Apache-2.0
package example.dump;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.lspci.LspciDump;
import io.vfio4j.pci.structure.PasidCapability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Gives the functions of a dump a PASID capability: {@code AddPasid FROM TO}. */
final class AddPasid {
    private static final PasidCapability PASID = new PasidCapability(16, true, false);

    private AddPasid() {}

    public static void main(String[] arguments) throws IOException {
        List<DumpedFunction> functions = LspciDump.parse(Files.readString(Path.of(arguments[0])));
        List<DumpedFunction> changed = functions.stream().map(AddPasid::change).toList();
        Files.writeString(Path.of(arguments[1]), LspciDump.format(changed));
    }

    private static DumpedFunction change(DumpedFunction dump) {
        PciFunction function = PciFunction.builder(dump).pasid(PASID).build();
        CapabilityList.of(function.config())
                .find(CapabilityId.PASID)
                .ifPresent(pasid -> System.out.printf("%s: PASID at 0x%x%n", dump.address(), pasid.offset()));
        return new DumpedFunction(dump.address(), dump.description(), function.config(), dump.bars());
    }
}
