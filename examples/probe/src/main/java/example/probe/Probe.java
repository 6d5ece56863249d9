// SPDX-License-Identifier: Apache-2.0
package example.probe;

import io.vfio4j.pasid.PasidOffer;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.vfiouser.client.VfioUserClient;
import java.nio.file.Path;

/** Tells what PASID the device on a socket offers, and who says so: {@code Probe SOCKET}. */
final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
        try (VfioUserClient device = VfioUserClient.connect(Path.of(arguments[0]))) {
            PasidReport report = PasidProbe.of(device);
            System.out.println("PASID: " + report.offer().map(PasidOffer::width).orElse(0) + " bits");
            for (PasidReport.Answer answer : report.answers()) {
                System.out.println(answer.source().id() + " says: " + answer.text());
            }
        }
    }
}
