// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.testing;

import io.vfio4j.devices.SampleModel;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of lspci output for tests. */
public final class Dumps {
    private Dumps() {}

    /** The built-in sample as lspci dumps it, once for every address. */
    public static Path sample(Path file, String... addresses) throws IOException {
        PciFunction function = new SampleModel().function(ModelOptions.NONE).build();
        List<DumpedFunction> functions = new ArrayList<>();
        for (String address : addresses) {
            functions.add(new DumpedFunction(
                    PciAddress.parse(address), "Processing accelerators: a sample", function.config(), List.of()));
        }
        return Files.writeString(file, LspciDump.format(functions));
    }

    /** A PCI-to-PCI bridge. */
    public static Path bridge(Path file) throws IOException {
        StringBuilder text = new StringBuilder("00:1c.0 PCI bridge: a sample\n");
        for (int offset = 0; offset < 256; offset += 16) {
            String first = offset == 0 ? "86 80 10 9d 07 00 10 00 f1 00 04 06 00 00 01 00" : "00 ".repeat(15) + "00";
            text.append("%02x: %s\n".formatted(offset, first));
        }
        return Files.writeString(file, text.toString());
    }
}
