// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.cli.config.ConfigCommand;
import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.demo.DemoCommand;
import io.vfio4j.cli.machine.BindCommand;
import io.vfio4j.cli.machine.DoctorCommand;
import io.vfio4j.cli.machine.LsCommand;
import io.vfio4j.cli.machine.UnbindCommand;
import io.vfio4j.cli.matrix.MatrixCommand;
import io.vfio4j.cli.probe.ProbeCommand;
import io.vfio4j.cli.serve.ServeCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The commands by name, in the order in which a newcomer needs them. Only the one that is asked for is built. */
enum Commands {
    DEMO,
    SERVE,
    PROBE,
    CONFIG,
    LS,
    DOCTOR,
    BIND,
    UNBIND,
    MATRIX;

    /** Makes the command. */
    Command create() {
        return switch (this) {
            case DEMO -> new DemoCommand(Main.class);
            case SERVE -> new ServeCommand();
            case PROBE -> new ProbeCommand();
            case CONFIG -> new ConfigCommand();
            case LS -> new LsCommand();
            case DOCTOR -> new DoctorCommand();
            case BIND -> new BindCommand();
            case UNBIND -> new UnbindCommand();
            case MATRIX -> new MatrixCommand();
        };
    }

    /** Makes all commands, in their order. */
    static List<Command> all() {
        return Arrays.stream(values()).map(Commands::create).toList();
    }

    /** Returns the name by which the user asks for it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a command by its {@link #id}. */
    static Optional<Commands> named(String name) {
        for (Commands command : values()) {
            if (command.id().equals(name)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }
}
