// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** The functions that a command line names. */
final class Functions {
    private Functions() {}

    /**
     * Finds them, each once, in the order given.
     *
     * @throws Failure when there is none at one of the addresses
     */
    static List<SysfsFunction> named(SystemTree tree, ParseResult options) {
        List<PciAddress> addresses = options.matchedPositionalValue(0, List.of());
        return addresses.stream()
                .distinct()
                .map(address -> SysfsFunction.find(tree, address)
                        .orElseThrow(
                                () -> new Failure("%s: there is no such function; see vfio ls".formatted(address))))
                .toList();
    }
}
