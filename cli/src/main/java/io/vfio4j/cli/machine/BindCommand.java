// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.Flag;
import io.vfio4j.cli.console.Option;
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

/** {@code vfio bind}: gives functions to vfio-pci, unless the host would lose its disk or network by it. */
public final class BindCommand implements Command {
    private static final Option<String> DRIVER =
            Option.text("--driver", "NAME", "Another VFIO driver than vfio-pci, such as mlx5_vfio_pci.");
    private static final Flag FORCE = new Flag("--force", "Do it although the host uses them or their group.");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("bind");
        spec.addPositional(Options.addresses("The functions; those of one IOMMU group together."));
        spec.addOption(DRIVER.spec());
        spec.addOption(FORCE.spec());
        spec.addOption(TreeOptions.ROOT.spec());
        spec.usageMessage()
                .header("Bind functions to vfio-pci, so that users can open them.")
                .footer("  vfio bind 3a:00.0", "  vfio bind 3a:00.0 3a:00.1");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        SystemTree tree = TreeOptions.tree(options);
        List<SysfsFunction> functions = TreeOptions.functions(tree, options);
        String driver = DRIVER.in(options).orElse("vfio-pci");
        boolean force = FORCE.in(options);
        try {
            new DriverBinding(tree, TreeOptions.thisMachine(options)).bind(functions, driver, force);
        } catch (BindingRefused e) {
            throw new Failure("nothing was bound: %s%s".formatted(e.getMessage(), hint(e)), e);
        } catch (VfioException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        for (SysfsFunction function : functions) {
            String node = function.vfioDevice()
                    .map(name -> ", /dev/vfio/devices/" + name)
                    .orElse("");
            String group =
                    function.iommuGroup().map(number -> ", group " + number).orElse("");
            String former = function.driver().orElse("no driver");
            String what = former.equals(driver) ? "bound to %s already" : former + " -> %s";
            console.line("%s: %s%s%s"
                    .formatted(function, Text.printable(what.formatted(driver)), group, Text.printable(node)));
        }
    }

    private static String hint(BindingRefused refused) {
        return refused.impossible() ? "" : "; --force binds nevertheless";
    }
}
