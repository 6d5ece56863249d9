// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.probe;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Options;
import io.vfio4j.cli.targets.DeviceSurvey;
import io.vfio4j.cli.targets.OpenTarget;
import io.vfio4j.cli.targets.OpeningOptions;
import io.vfio4j.cli.targets.Target;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio probe}: what a device's owner can find out about it, and what PASID it offers. */
public final class ProbeCommand implements Command {

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("probe");
        spec.addPositional(Target.parameter());
        OpeningOptions.addTo(spec);
        spec.addOption(Options.JSON.spec());
        spec.usageMessage()
                .header("Show what a device is, what it has, and what PASID it offers.")
                .description(OpeningOptions.OPENING)
                .footer(
                        "  vfio probe vfio-user:/tmp/nic.sock",
                        "  vfio probe pci:0000:3a:00.0",
                        "  vfio probe dump:lspci.txt@3a:00.0",
                        "  vfio probe vfio-user:/tmp/nic.sock --json | jq .pasid.width");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        Target target = options.matchedPositional(0).getValue();
        DeviceSurvey survey;
        try (OpenTarget opened = OpenTarget.open(target, OpeningOptions.of(options), console)) {
            survey = DeviceSurvey.of(target.toString(), opened.device());
        }
        if (Options.JSON.in(options)) {
            console.json(json -> ProbeJson.write(survey, json));
        } else {
            ProbeText.write(survey, console);
        }
    }
}
