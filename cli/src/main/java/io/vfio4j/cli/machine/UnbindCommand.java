// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.Flag;
import io.vfio4j.cli.console.Options;
import io.vfio4j.cli.console.Text;
import io.vfio4j.device.VfioException;
import io.vfio4j.host.binding.BindingRefused;
import io.vfio4j.host.binding.DriverBinding;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio unbind}: gives functions of a VFIO driver back to the host. */
public final class UnbindCommand implements Command {
    private static final String NONE = "no driver";
    private static final Flag FORCE = new Flag(
            "--force",
            "Do it although their driver is not one of VFIO's, they have virtual functions,"
                    + " or somebody has them open: then it waits.");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("unbind");
        spec.addPositional(Options.addresses("The functions."));
        spec.addOption(FORCE.spec());
        spec.addOption(TreeOptions.ROOT.spec());
        spec.usageMessage()
                .header("Give functions back from vfio-pci to the driver that the host has for them.")
                .footer("  vfio unbind 3a:00.0");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        SystemTree tree = TreeOptions.tree(options);
        boolean force = FORCE.in(options);
        boolean here = TreeOptions.thisMachine(options);
        List<SysfsFunction> functions = TreeOptions.functions(tree, options);
        try {
            new DriverBinding(tree, here)
                    .unbind(functions, force)
                    .forEach((function, now) -> console.line(result(function, here ? now.orElse(NONE) : "the host")));
        } catch (BindingRefused e) {
            throw new Failure("nothing was unbound: %s; --force unbinds nevertheless".formatted(e.getMessage()), e);
        } catch (VfioException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static String result(SysfsFunction function, String now) {
        String former = function.driver().orElse(NONE);
        return former.equals(NONE) && now.equals(NONE)
                ? "%s: bound to no driver; the host has none for it".formatted(function)
                : "%s: %s -> %s".formatted(function, Text.printable(former), Text.printable(now));
    }
}
