// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.targets.DumpFile;
import io.vfio4j.cli.targets.DumpReference;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.DeviceModels;
import io.vfio4j.emulation.DeviceView;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.pci.FunctionHeader;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
            return make("--device " + options.device().name(), ofModel(options.device()), options);
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

    private static PciFunctionBuilder ofModel(DeviceOption device) {
        DeviceModel model = find(device);
        ModelOptions chosen = ModelOptions.of(device.options());
        try {
            PciFunctionBuilder builder = model.function(chosen);
            chosen.requireAllTaken();
            return builder;
        } catch (IllegalArgumentException refused) {
            throw new Failure("--device %s: %s".formatted(device.name(), refused.getMessage()), refused);
        } catch (RuntimeException | LinkageError broken) {
            throw broken(device.name(), broken);
        }
    }

    private static DeviceModel find(DeviceOption device) {
        try {
            return only(device.name(), UserModels.find(device.modulePath(), device.classPath()));
        } catch (Failure told) {
            throw told;
        } catch (RuntimeException | LinkageError broken) {
            throw new Failure(
                    "--device %s: a model is broken: %s".formatted(device.name(), DeviceModels.reason(broken)), broken);
        }
    }

    private static DeviceModel only(String name, DeviceModels all) {
        List<DeviceModel> found = all.find(name);
        if (found.size() == 1) {
            return found.getFirst();
        }
        String broken = all.problems().isEmpty() ? "" : "; broken: " + String.join("; ", all.problems());
        if (found.isEmpty()) {
            String declared = name.contains(".")
                    ? "; a class has to be declared, by its module or in META-INF/services/"
                            + DeviceModel.class.getName()
                    : "";
            throw new Failure("--device %s: there is no such device model; there are %s%s%s"
                    .formatted(name, list(all), broken, declared));
        }
        throw new Failure("--device %s: several have this name, so name the class: %s"
                .formatted(
                        name,
                        found.stream().map(model -> model.getClass().getName()).collect(Collectors.joining(", "))));
    }

    private static String list(DeviceModels all) {
        return all.models().stream()
                .map(model -> "%s (%s)".formatted(model.name(), description(model)))
                .collect(Collectors.joining(", "));
    }

    private static String description(DeviceModel model) {
        try {
            return model.description();
        } catch (RuntimeException | LinkageError broken) {
            return "broken: " + DeviceModels.reason(broken);
        }
    }

    /** Tells in a line what somebody else's code threw. */
    private static Failure broken(String name, Throwable thrown) {
        return new Failure("--device %s: the model is broken: %s".formatted(name, DeviceModels.reason(thrown)), thrown);
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
        } catch (VfioException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            if (options.config().isPresent()) {
                throw e;
            }
            throw broken(options.device().name(), e);
        }
    }
}
