// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.cli.console.Options;
import io.vfio4j.cli.targets.DumpReference;
import io.vfio4j.emulation.DeviceView;
import io.vfio4j.pasid.PasidReporting;
import io.vfio4j.pci.structure.PasidCapability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Says what is to be served, and how.
 *
 * @param config the dump to make the function of; empty for a device model
 * @param device the device model to make it of when there is no dump
 * @param socket where the PF listens; empty for a new folder of the system's temporary one
 * @param pasid a PASID capability to put in place of the function's own; empty to leave that as it is
 * @param withoutPasid whether to take the function's PASID capability out
 * @param pasidDisabled whether the host leaves PASID off
 * @param virtualFunctions how many VFs to serve too
 * @param view what a client sees
 * @param report in which form PASID is reported
 * @param blankHidden whether the bytes of hidden capabilities read 0 too
 * @param json whether to tell programs where it listens
 */
public record ServeOptions(
        Optional<DumpReference> config,
        DeviceOption device,
        Optional<Path> socket,
        Optional<PasidCapability> pasid,
        boolean withoutPasid,
        boolean pasidDisabled,
        int virtualFunctions,
        DeviceView view,
        PasidReporting report,
        boolean blankHidden,
        boolean json) {

    /** More do not fit into a segment of PCI. */
    private static final int MOST_VFS = 0xffff;

    /** Adds the options to a command. */
    static void addTo(CommandSpec spec) {
        spec.addArgGroup(ArgGroupSpec.builder()
                .exclusive(true)
                .multiplicity("0..1")
                .addArg(OptionSpec.builder("--config")
                        .paramLabel("FILE[@BB:DD.F]")
                        .type(DumpReference.class)
                        .converters(Options.reading(DumpReference::parse))
                        .description("A dump of `lspci -xxxx` to make the function of, instead of a device model.")
                        .build())
                .addArg(DeviceOption.device())
                .build());
        DeviceOption.addPaths(spec);
        spec.addOption(OptionSpec.builder("--socket")
                .paramLabel("PATH")
                .type(Path.class)
                .converters(Options.reading(ServeOptions::socketPath))
                .description("Where to listen. Default: device.sock in a new folder, which is told.")
                .build());
        spec.addArgGroup(ArgGroupSpec.builder()
                .exclusive(true)
                .multiplicity("0..1")
                .addArg(OptionSpec.builder("--pasid")
                        .paramLabel("width=N[,exec][,priv]")
                        .type(PasidCapability.class)
                        .converters(Options.reading(PasidOption::parse))
                        .description("Give the function this PASID capability.")
                        .build())
                .addArg(OptionSpec.builder("--no-pasid")
                        .type(boolean.class)
                        .description("Take the function's PASID capability out.")
                        .build())
                .build());
        spec.addOption(OptionSpec.builder("--pasid-disabled")
                .type(boolean.class)
                .description("Leave PASID off, as a host whose IOMMU does not support it.")
                .build());
        spec.addOption(OptionSpec.builder("--vfs")
                .paramLabel("N")
                .type(int.class)
                .converters(Options.reading(ServeOptions::count))
                .defaultValue("0")
                .description("Serve N virtual functions too, at PATH.vf0, PATH.vf1, ...")
                .build());
        spec.addOption(OptionSpec.builder("--expose")
                .paramLabel("VIEW")
                .type(DeviceView.class)
                .converters(Options.reading(Options.oneOf(DeviceView.class, "--expose")))
                .completionCandidates(Options.names(DeviceView.class))
                .defaultValue("vfio")
                .description("vfio: as Linux's vfio-pci shows the function (default). hardware: its bare registers.")
                .build());
        spec.addOption(OptionSpec.builder("--report")
                .paramLabel("FORM")
                .type(PasidReporting.class)
                .converters(Options.reading(PasidOption::parseReporting))
                .completionCandidates(List.of("translated", "raw", "masked"))
                .defaultValue("translated")
                .description("How PASID is reported: translated (default), raw, or masked[:VERSION].")
                .build());
        spec.addOption(OptionSpec.builder("--blank-hidden")
                .type(boolean.class)
                .description("Let the bytes of hidden capabilities read 0, which no kernel does.")
                .build());
        spec.addOption(Options.JSON.spec());
    }

    /** What the user chose. */
    public static ServeOptions of(ParseResult options) {
        return new ServeOptions(
                value(options, "--config"),
                DeviceOption.of(options),
                value(options, "--socket"),
                value(options, "--pasid"),
                options.matchedOptionValue("--no-pasid", false),
                options.matchedOptionValue("--pasid-disabled", false),
                options.matchedOptionValue("--vfs", 0),
                options.matchedOptionValue("--expose", DeviceView.VFIO),
                options.matchedOptionValue("--report", PasidReporting.TRANSLATED),
                options.matchedOptionValue("--blank-hidden", false),
                Options.JSON.in(options));
    }

    private static <T> Optional<T> value(ParseResult options, String name) {
        return options.hasMatchedOption(name)
                ? Optional.of(options.matchedOption(name).<T>getValue())
                : Optional.empty();
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MOST_VFS) {
            throw new IllegalArgumentException("--vfs takes 0 to %d: '%s'".formatted(MOST_VFS, text));
        }
        return Integer.parseInt(text);
    }

    private static Path socketPath(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("--socket must not be empty");
        }
        return Path.of(text);
    }
}
