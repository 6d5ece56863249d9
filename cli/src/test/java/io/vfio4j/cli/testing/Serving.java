// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.testing;

import io.vfio4j.cli.serve.ServedFunctions;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import java.nio.file.Path;

/** Functions served by a test's own process. */
public final class Serving {
    private Serving() {}

    public static ServedFunctions start(PciFunction physical, Path socket, EmulatedDeviceOptions options) {
        ServedFunctions functions = new ServedFunctions();
        functions.start(physical, socket, options);
        return functions;
    }
}
