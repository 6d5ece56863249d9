// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.pasid.PasidOffer;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;

/**
 * What the project's own client makes of the kernel's answers, of functions that are bound to vfio-pci. Where PASID is
 * enabled, the feature and the IOMMU's hardware information have to agree.
 *
 * <pre>java lab.ClientCheck BOOT TABLE FUNCTIONS</pre>
 *
 * <p>The arguments are those of {@link FeatureCheck}.
 */
final class ClientCheck {
    private ClientCheck() {}

    public static void main(String[] arguments) throws IOException {
        FeatureTable table = new FeatureTable(arguments[0], arguments[1]);
        for (String[] function : FeatureTable.words(arguments[2])) {
            for (FeatureTable.Row row : table.of(function[0])) {
                for (PasidFormat form : row.forms()) {
                    check(function[0], PciAddress.parse(function[1]), row, form);
                }
            }
        }
    }

    private static void check(String name, PciAddress address, FeatureTable.Row row, PasidFormat form)
            throws IOException {
        String expected;
        if (row.missing() || row.other()) {
            expected = row.missing() ? "ENOTTY" : "EINVAL";
        } else {
            FeatureTable.choose(form);
            expected = decode(form, row.data(form));
        }
        KernelOptions options = KernelOptions.DEFAULT.withPasidFeature(new PasidFeature(row.index(), form));
        try (KernelDevice device = KernelDevice.open(address, options)) {
            PasidReport report = PasidProbe.of(device);
            PasidReport.Answer feature = answer(report, PasidReport.Source.DEVICE_FEATURE);
            PasidReport.Answer iommu = answer(report, PasidReport.Source.IOMMUFD);
            PasidOffer offer = feature.offer();
            String actual = offer == null ? errno(feature.text()) : describe(offer);
            boolean agree = offer == null
                    || offer.enablement() != PasidOffer.Enablement.ENABLED
                    || (iommu.offer() == null
                            ? device.bound().isEmpty()
                            : describe(offer).equals(describe(iommu.offer())));
            System.out.printf(
                    "LAB %s %s client by %s: %s%s%s%n",
                    actual.equals(expected) && agree ? "ok" : "fail",
                    name,
                    device.bound().isPresent() ? "iommufd" : "group",
                    feature.text(),
                    actual.equals(expected) ? "" : ", which is " + actual + " instead of " + expected,
                    agree ? "" : ", but iommufd says " + iommu.text());
        }
    }

    private static PasidReport.Answer answer(PasidReport report, PasidReport.Source source) {
        return report.answers().stream()
                .filter(answer -> answer.source() == source)
                .findFirst()
                .orElseThrow();
    }

    /** {@code feature 14: ENOTTY (...)} */
    private static String errno(String text) {
        return text.replaceFirst(".*: ([A-Z]+) .*", "$1");
    }

    private static String describe(PasidOffer offer) {
        return describe(offer.width(), offer.execute(), offer.privileged());
    }

    private static String decode(PasidFormat form, int data) {
        return form == PasidFormat.TRANSLATED
                ? describe(data >> 16 & 0xff, (data & 1) != 0, (data & 2) != 0)
                : describe(data >> 8 & 0x1f, (data & 2) != 0, (data & 4) != 0);
    }

    private static String describe(int width, boolean execute, boolean privileged) {
        return "width %d%s%s".formatted(width, execute ? " exec" : "", privileged ? " priv" : "");
    }
}
