// SPDX-License-Identifier: Apache-2.0
package example.adder;

import io.vfio4j.vfiouser.client.VfioUserClient;
import java.nio.file.Path;

/** Drives the adder on a socket: {@code Drive SOCKET}. */
final class Drive {
    private Drive() {}

    public static void main(String[] arguments) {
        try (VfioUserClient device = VfioUserClient.connect(Path.of(arguments[0]))) {
            System.out.println(AdderDriver.sum(device, 19, 20, 3));
        }
    }
}
