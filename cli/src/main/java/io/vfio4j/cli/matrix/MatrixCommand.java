// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.matrix;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Option;
import io.vfio4j.cli.console.Options;
import io.vfio4j.cli.console.Text;
import io.vfio4j.pasid.PasidMatrix;
import io.vfio4j.pci.structure.PasidStructure;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio matrix}: which form of the PASID report serves a guest how well. */
public final class MatrixCommand implements Command {
    private static final Option<Integer> HOST_VERSION = version("--host-version", "the host kernel");
    private static final Option<Integer> VMM_VERSION =
            version("--vmm-version", "a VMM that builds the guest's capability");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("matrix");
        spec.addOption(HOST_VERSION.spec());
        spec.addOption(VMM_VERSION.spec());
        spec.addOption(Options.JSON.spec());
        spec.usageMessage()
                .header("Show, computed, which form of the PASID report serves a guest how well.")
                .footer(
                        "  vfio matrix",
                        "  vfio matrix --vmm-version 2",
                        "  vfio matrix --json | jq '.rows[] | select(.verdict == \"leak\")'");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        int host = HOST_VERSION.in(options).orElse(1);
        int vmm = VMM_VERSION.in(options).orElse(1);
        List<PasidMatrix.Row> rows = PasidMatrix.compute(host, vmm);
        if (Options.JSON.in(options)) {
            console.json(json -> write(rows, json));
        } else {
            write(rows, vmm, console);
        }
    }

    private static Option<Integer> version(String name, String who) {
        List<String> known = List.of("1", "2");
        return new Option<>(
                name,
                String.join("|", known),
                Integer.class,
                text -> {
                    if (!known.contains(text)) {
                        throw new IllegalArgumentException("%s takes 1 or 2: '%s'".formatted(name, text));
                    }
                    return Integer.valueOf(text);
                },
                known,
                "The structure version that %s knows (default 1).".formatted(who));
    }

    private static void write(List<PasidMatrix.Row> rows, int vmmVersion, Console console) {
        console.lines(Text.wrap(
                "",
                "",
                ("What a guest gets to see of a device's PASID capability, when the host kernel knows "
                                + "version %d of it and a VMM that builds one knows version %d.")
                        .formatted(rows.getFirst().hostVersion(), vmmVersion)));
        PasidStructure hardware = null;
        for (PasidMatrix.Row row : rows) {
            if (!row.hardware().equals(hardware)) {
                hardware = row.hardware();
                console.line("");
                console.heading("Hardware with structure version %d, capability register 0x%04x%s"
                        .formatted(
                                hardware.version(),
                                hardware.capabilityRegister(),
                                hardware.version() > 1 ? " (yet to come)" : ""));
                console.line(line("report", "VMM", "guest has", "is", "because").getFirst());
            }
            console.lines(line(
                    row.format().id(),
                    row.vmm().title(),
                    "v%d 0x%04x".formatted(row.guestVersion(), row.guestRegister()),
                    row.verdict().name(),
                    row.reason()));
        }
        console.line("");
        console.lines(Text.wrap(
                "VMM     ",
                "        ",
                "'passes on' what the report says, as it is; 'builds' a capability of the version that it knows."));
        console.lines(Text.wrap(
                "SAFE    ", "        ", "The guest has what the hardware has, and the host knows all of it."));
        console.lines(Text.wrap(
                "LOSSY   ",
                "        ",
                "The guest has less than the hardware has, but nothing that the host does not know."));
        console.lines(Text.wrap(
                "LEAK    ",
                "        ",
                "The guest has something that the host does not know, and so cannot have prepared for."));
    }

    private static List<String> line(String report, String vmm, String guest, String verdict, String reason) {
        String start = "  %-10s  %-9s  %-9s  %-5s  ".formatted(report, vmm, guest, verdict);
        return Text.wrap(start, " ".repeat(start.length()), reason);
    }

    private static void write(List<PasidMatrix.Row> rows, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("rows");
        for (PasidMatrix.Row row : rows) {
            json.writeStartObject();
            json.writeObjectFieldStart("hardware");
            json.writeNumberField("version", row.hardware().version());
            json.writeStringField("register", "0x%04x".formatted(row.hardware().capabilityRegister()));
            json.writeEndObject();
            json.writeNumberField("host_version", row.hostVersion());
            json.writeStringField("format", row.format().id());
            json.writeStringField("data", "0x%08x".formatted(row.data()));
            json.writeStringField(
                    "vmm", row.vmm().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.writeObjectFieldStart("guest");
            json.writeNumberField("version", row.guestVersion());
            json.writeStringField("register", "0x%04x".formatted(row.guestRegister()));
            json.writeEndObject();
            json.writeStringField("verdict", row.verdict().name().toLowerCase(Locale.ROOT));
            json.writeStringField("reason", row.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
