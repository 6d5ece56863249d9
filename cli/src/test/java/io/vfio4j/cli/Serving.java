package io.vfio4j.cli;

import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.PciFunction;
import java.nio.file.Path;

/** Functions served by a test's own process. */
final class Serving {
    private Serving() {}

    static ServedFunctions start(PciFunction physical, Path socket, EmulatedDeviceOptions options) {
        ServedFunctions functions = new ServedFunctions();
        functions.start(physical, socket, options);
        return functions;
    }
}
