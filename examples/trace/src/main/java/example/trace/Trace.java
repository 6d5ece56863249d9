// SPDX-License-Identifier: Apache-2.0
package example.trace;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.client.VfioUserClient;
import io.vfio4j.vfiouser.server.VfioUserServer;
import java.nio.file.Path;

/** Serves a server's device on another socket, and prints what is done there: {@code Trace FROM TO}. */
final class Trace {
    private Trace() {}

    public static void main(String[] arguments) throws Exception {
        try (VfioDevice device = new TracingDevice(VfioUserClient.connect(Path.of(arguments[0])), System.out);
                VfioUserServer server = VfioUserServer.listen(Path.of(arguments[1]), device)) {
            System.out.println("serving on " + server.address());
            System.in.readAllBytes();
        }
    }
}
