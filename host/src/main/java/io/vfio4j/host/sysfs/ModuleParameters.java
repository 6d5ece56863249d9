// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;

/** Reads parameters of kernel modules. */
public final class ModuleParameters {
    private ModuleParameters() {}

    /** Returns a parameter's value; empty when the module is not loaded or has none of that name. */
    private static Optional<String> value(SystemTree tree, String module, String parameter) {
        return tree.text("/sys/module/%s/parameters/%s".formatted(module, parameter));
    }

    /** Tells whether a parameter of the kernel's type {@code bool} is set. */
    public static boolean isSet(SystemTree tree, String module, String parameter) {
        return value(tree, module, parameter)
                .filter(value -> value.equals("Y") || value.equals("1"))
                .isPresent();
    }
}
