// SPDX-License-Identifier: Apache-2.0
package example.adder;

import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.vfiouser.server.VfioUserServer;
import java.nio.file.Path;

/** Serves the adder on a socket until standard input ends: {@code Serve SOCKET}. */
final class Serve {
    private Serve() {}

    public static void main(String[] arguments) throws Exception {
        try (EmulatedDevice device = EmulatedDevice.open(
                        new AdderDevice().function(ModelOptions.NONE).build(), EmulatedDeviceOptions.HARDWARE);
                VfioUserServer server = VfioUserServer.listen(Path.of(arguments[0]), device)) {
            System.out.println("serving on " + server.address());
            System.in.readAllBytes();
        }
    }
}
