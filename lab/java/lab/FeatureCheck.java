package lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks a real vfio-pci for VFIO_DEVICE_FEATURE as a good and as a bad client would, and compares with a table of answers.
 * Each function is bound to vfio-pci first.
 *
 * <pre>java lab.FeatureCheck BOOT TABLE FUNCTIONS</pre>
 *
 * <p>FUNCTIONS has lines NAME ADDRESS. The table has lines BOOT NAME INDEX ANSWER, where ANSWER is {@code ENOTTY},
 * {@code OTHER} (there is a feature, but not one of 4 bytes), or the data as a little-endian number in the three forms:
 * translated, raw, masked.
 */
final class FeatureCheck {
    private static final List<String> FORMS = List.of("translated", "raw", "masked");
    private static final Path FORM = Path.of("/sys/module/vfio_pci_core/parameters/pasid_report");

    private final PrintStream out = System.out;
    private final String name;
    private final FeatureRequests requests;

    private FeatureCheck(String name, FeatureRequests requests) {
        this.name = name;
        this.requests = requests;
    }

    public static void main(String[] arguments) throws IOException {
        List<String[]> table = words(arguments[1]);
        for (String[] function : words(arguments[2])) {
            List<String[]> answers = table.stream()
                    .filter(line -> line[0].equals(arguments[0]) && line[1].equals(function[0]))
                    .toList();
            if (answers.isEmpty()) {
                System.out.printf("LAB fail %s the table %s has no answer%n", function[0], arguments[1]);
                continue;
            }
            new GuestFunction(function[1]).bindToVfio();
            try (OpenDevice device = OpenDevice.of(function[1]);
                    FeatureRequests requests = new FeatureRequests(device)) {
                for (String[] answer : answers) {
                    new FeatureCheck(function[0], requests).check(answer);
                }
            }
        }
    }

    private void check(String[] answer) throws IOException {
        int index = Integer.parseInt(answer[2]);
        switch (answer[3]) {
            case "ENOTTY" -> {
                requests.expectNothing(index);
                report(index, "every request is ENOTTY, or EINVAL where VFIO itself refuses it");
            }
            case "OTHER" -> {
                requests.expectAnother(index);
                report(index, "another feature: PROBE succeeds, GET of 4 bytes is EINVAL");
            }
            default -> {
                for (int form = 0; form < FORMS.size(); form++) {
                    Files.writeString(FORM, FORMS.get(form));
                    int data = Integer.parseUnsignedInt(answer[3 + form], 16);
                    requests.expectData(index, data);
                    report(index, "%s is 0x%08x".formatted(FORMS.get(form), data));
                }
            }
        }
    }

    private void report(int index, String what) {
        FeatureRequests.Outcome outcome = requests.outcome();
        if (outcome.failures().isEmpty()) {
            out.printf(
                    "LAB ok %s feature %d by %s: %s (%d requests)%n",
                    name, index, requests.way(), what, outcome.count());
        } else {
            out.printf("LAB fail %s feature %d, expected that %s: %s%n", name, index, what, outcome.failures());
        }
    }

    private static List<String[]> words(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(" +"))
                .toList();
    }
}
