// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.console.OnExit;
import io.vfio4j.cli.console.TemporaryFolder;
import io.vfio4j.emulation.function.PciFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio serve}: offers a function, and its VFs, on vfio-user sockets until it is told to end. */
public final class ServeCommand implements Command {
    private static final String SOCKET = "device.sock";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("serve");
        ServeOptions.addTo(spec);
        spec.usageMessage()
                .sortOptions(false)
                .header("Serve a PCI function over vfio-user, until SIGINT or SIGTERM.")
                .footer(
                        "  vfio serve --socket /tmp/nic.sock --vfs 2",
                        "  vfio serve --device adder --socket /tmp/adder.sock",
                        "  vfio serve --config lspci.txt@3a:00.0 --expose hardware",
                        "  vfio serve --config lspci.txt --pasid width=16,priv --report raw");
        return spec;
    }

    @Override
    public void run(ParseResult parsed, Console console) {
        ServeOptions options = ServeOptions.of(parsed);
        PciFunction function = ServedFunction.make(options, console);
        try (OnExit onExit = new OnExit(() -> Runtime.getRuntime().halt(ExitCode.DONE))) {
            Path socket = options.socket()
                    .orElseGet(() -> onExit.add(TemporaryFolder.make("vfio-")).file(SOCKET));
            ServedFunctions functions = onExit.add(new ServedFunctions());
            functions.start(function, socket, ServedFunctions.options(options));
            for (ServedFunctions.Served served : functions.all()) {
                if (options.json()) {
                    console.jsonLine(json -> write(served, options, json));
                } else {
                    console.line(
                            "listening on %s: %s, %s".formatted(served.socket(), served.function(), view(options)));
                }
            }
            console.flush();
            untilSignal();
        }
    }

    private static void write(ServedFunctions.Served served, ServeOptions options, JsonGenerator json)
            throws IOException {
        PciFunction function = served.function();
        json.writeStartObject();
        json.writeStringField("event", "listening");
        json.writeStringField("socket", served.socket().toString());
        json.writeStringField("target", "vfio-user:" + served.socket());
        json.writeStringField("address", function.address().toString());
        json.writeStringField("vendor", "0x%04x".formatted(function.vendorId()));
        json.writeStringField("device", "0x%04x".formatted(function.deviceId()));
        json.writeStringField("function", function.virtual() ? "virtual" : "physical");
        json.writeStringField("expose", options.view().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("pid", ProcessHandle.current().pid());
        json.writeEndObject();
    }

    private static String view(ServeOptions options) {
        return switch (options.view()) {
            case VFIO -> "as vfio-pci shows it";
            case HARDWARE -> "bare hardware";
        };
    }

    /** The signal's clean-up ends the process. */
    private static void untilSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
