// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.layers;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The modules by the packages that are theirs. */
enum ModuleOf {
    PCI("io.vfio4j.pci"),
    CORE("io.vfio4j.abi io.vfio4j.device io.vfio4j.pasid"),
    LINUX("io.vfio4j.linux"),
    DRIVER("io.vfio4j.driver"),
    EMULATION("io.vfio4j.emulation"),
    DEVICES("io.vfio4j.devices"),
    VFIOUSER("io.vfio4j.vfiouser"),
    HOST("io.vfio4j.host"),
    KERNEL("io.vfio4j.kernel"),
    CLI("io.vfio4j.cli");

    /** The modules that each may use, besides itself. */
    private static final Map<ModuleOf, Set<ModuleOf>> USABLE = Map.of(
            PCI, Set.of(),
            CORE, Set.of(PCI),
            LINUX, Set.of(PCI, CORE),
            DRIVER, Set.of(PCI, CORE, LINUX),
            EMULATION, Set.of(PCI, CORE),
            DEVICES, Set.of(PCI, CORE, EMULATION),
            VFIOUSER, Set.of(PCI, CORE, LINUX),
            HOST, Set.of(PCI, CORE, LINUX),
            KERNEL, Set.of(PCI, CORE, LINUX, HOST),
            CLI, Set.of(PCI, CORE, LINUX, EMULATION, DEVICES, VFIOUSER, HOST, KERNEL));

    /** Packages, separated by spaces; those below them count too. */
    private final String roots;

    ModuleOf(String roots) {
        this.roots = roots;
    }

    /** Tells whether a class of this module may use one of another. */
    boolean mayUse(ModuleOf other) {
        return other == this || USABLE.getOrDefault(this, Set.of()).contains(other);
    }

    /** Returns the module of a package of the project's own. */
    static ModuleOf of(String packageName) {
        return Arrays.stream(values())
                .filter(module -> Stream.of(module.roots.split(" "))
                        .anyMatch(root -> packageName.equals(root) || packageName.startsWith(root + ".")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(packageName + " belongs to no module of this list"));
    }
}
