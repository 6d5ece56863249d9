// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.cli.console.Options;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Path;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Names a device for a command. */
public sealed interface Target {
    /** How targets are written, for help and messages. */
    String FORMS = "vfio-user:PATH, pci:DDDD:BB:DD.F or dump:FILE[@BB:DD.F]";

    /** A socket on which a device is served. */
    record VfioUser(Path socket) implements Target {
        @Override
        public String toString() {
            return "vfio-user:" + socket;
        }
    }

    /** A function of this machine. */
    record Pci(PciAddress address) implements Target {
        @Override
        public String toString() {
            return "pci:" + address;
        }
    }

    /** A function as lspci dumped it. */
    record Dump(DumpReference reference) implements Target {
        @Override
        public String toString() {
            return "dump:" + reference;
        }
    }

    /** Returns the parameter of a command that takes one TARGET. */
    static PositionalParamSpec parameter() {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .paramLabel("TARGET")
                .type(Target.class)
                .converters(Options.reading(Target::parse))
                .description(FORMS)
                .build();
    }

    /**
     * Reads a target.
     *
     * @throws IllegalArgumentException when it has none of the {@link #FORMS}
     */
    static Target parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        if (!scheme.isEmpty() && rest.isEmpty()) {
            throw new IllegalArgumentException("TARGET has nothing after '%s:': %s".formatted(scheme, FORMS));
        }
        return switch (scheme) {
            case "vfio-user" -> new VfioUser(Path.of(rest));
            case "pci" -> new Pci(PciAddress.parse(rest));
            case "dump" -> new Dump(DumpReference.parse(rest));
            default -> throw new IllegalArgumentException("TARGET is %s: '%s' is none of them".formatted(FORMS, text));
        };
    }
}
