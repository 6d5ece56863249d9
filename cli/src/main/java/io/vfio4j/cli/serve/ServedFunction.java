// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.targets.DumpFile;
import io.vfio4j.cli.targets.DumpReference;
import io.vfio4j.emulation.DeviceView;
import io.vfio4j.emulation.SampleFunctions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.pci.FunctionHeader;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.util.Optional;

/** Makes the function that {@code vfio serve} was asked for. */
public final class ServedFunction {
    private ServedFunction() {}

    /**
     * Makes it.
     *
     * @throws Failure when a dump cannot be read or served like this
     */
    public static PciFunction make(ServeOptions options, Console console) {
        Optional<DumpReference> reference = options.config();
        if (reference.isEmpty()) {
            return make("the built-in sample", SampleFunctions.physicalFunction(), options);
        }
        DumpedFunction dump = DumpFile.load(reference.get(), console);
        String name = "%s@%s".formatted(reference.get().file(), dump.address());
        FunctionHeader header = FunctionHeader.of(dump.config());
        if (header.type() != Registers.HEADER_TYPE_NORMAL && options.view() == DeviceView.VFIO) {
            throw new Failure(("%s: header type %d (%s): vfio-pci takes endpoints only; serve its bare registers with "
                            + "--expose hardware")
                    .formatted(name, header.type(), header.typeName()));
        }
        return make(name, PciFunction.builder(dump), options);
    }

    private static PciFunction make(String name, PciFunctionBuilder builder, ServeOptions options) {
        try {
            options.pasid().ifPresent(builder::pasid);
            if (options.withoutPasid()) {
                builder.withoutPasid();
            }
            if (options.pasidDisabled()) {
                builder.pasidDisabled();
            }
            PciFunction function =
                    builder.withVirtualFunctions(options.virtualFunctions()).build();
            if (options.view() == DeviceView.VFIO && !options.pasidDisabled()) {
                function.enablePasid();
            }
            return function;
        } catch (IllegalArgumentException e) {
            throw new Failure("%s: %s".formatted(name, e.getMessage()), e);
        }
    }
}
