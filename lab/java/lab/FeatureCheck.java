// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.PasidFormat;
import java.io.IOException;

/**
 * Asks a real vfio-pci for VFIO_DEVICE_FEATURE as a good and as a bad client would, and compares with a table of
 * answers. Each function is bound to vfio-pci first.
 *
 * <pre>java lab.FeatureCheck BOOT TABLE FUNCTIONS</pre>
 *
 * <p>FUNCTIONS has lines NAME ADDRESS; TABLE is a {@link FeatureTable}.
 */
final class FeatureCheck {
    private final String name;
    private final FeatureRequests requests;

    private FeatureCheck(String name, FeatureRequests requests) {
        this.name = name;
        this.requests = requests;
    }

    public static void main(String[] arguments) throws IOException {
        FeatureTable table = new FeatureTable(arguments[0], arguments[1]);
        for (String[] function : FeatureTable.words(arguments[2])) {
            new GuestFunction(function[1]).bindToVfio();
            try (OpenDevice device = OpenDevice.of(function[1]);
                    FeatureRequests requests = new FeatureRequests(device)) {
                for (FeatureTable.Row row : table.of(function[0])) {
                    new FeatureCheck(function[0], requests).check(row);
                }
            }
        }
    }

    private void check(FeatureTable.Row row) throws IOException {
        if (row.missing()) {
            requests.expectNothing(row.index());
            report(row, "every request is ENOTTY, or EINVAL where VFIO itself refuses it");
        } else if (row.other()) {
            requests.expectAnother(row.index());
            report(row, "another feature: PROBE succeeds, GET of 4 bytes is EINVAL");
        } else {
            for (PasidFormat form : FeatureTable.FORMS) {
                FeatureTable.choose(form);
                requests.expectData(row.index(), row.data(form));
                report(row, "%s is 0x%08x".formatted(form.id(), row.data(form)));
            }
        }
    }

    private void report(FeatureTable.Row row, String what) {
        FeatureRequests.Outcome outcome = requests.outcome();
        if (outcome.failures().isEmpty()) {
            System.out.printf(
                    "LAB ok %s feature %d by %s: %s (%d requests)%n",
                    name, row.index(), requests.way(), what, outcome.count());
        } else {
            System.out.printf(
                    "LAB fail %s feature %d, expected that %s: %s%n", name, row.index(), what, outcome.failures());
        }
    }
}
