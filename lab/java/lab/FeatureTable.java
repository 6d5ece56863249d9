// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.PasidFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What kernels answer to VFIO_DEVICE_FEATURE, as a table says that has lines BOOT NAME INDEX ANSWER. An answer is
 * {@code ENOTTY}, {@code OTHER} (there is a feature, but it is not PASID), or the data as a little-endian number in the
 * three forms: translated, raw, masked.
 */
final class FeatureTable {
    private static final Path FORM = Path.of("/sys/module/vfio_pci_core/parameters/pasid_report");

    /** The forms in the order of the table's columns. */
    static final List<PasidFormat> FORMS = List.of(PasidFormat.TRANSLATED, PasidFormat.RAW, PasidFormat.MASKED);

    /** A line's INDEX and ANSWER. */
    record Row(int index, List<String> words) {
        boolean missing() {
            return words.getFirst().equals("ENOTTY");
        }

        boolean other() {
            return words.getFirst().equals("OTHER");
        }

        /** Those in which there is something to ask for: all where PASID is reported, else only one. */
        List<PasidFormat> forms() {
            return missing() || other() ? List.of(PasidFormat.TRANSLATED) : FORMS;
        }

        int data(PasidFormat form) {
            return Integer.parseUnsignedInt(words.get(FORMS.indexOf(form)), 16);
        }
    }

    private final String boot;
    private final List<String[]> lines;

    FeatureTable(String boot, String file) throws IOException {
        this.boot = boot;
        this.lines = words(file);
    }

    List<Row> of(String name) {
        List<Row> rows = lines.stream()
                .filter(line -> line[0].equals(boot) && line[1].equals(name))
                .map(line -> new Row(Integer.parseInt(line[2]), List.of(line).subList(3, line.length)))
                .toList();
        if (rows.isEmpty()) {
            System.out.printf("LAB fail %s the table has no answer for boot %s%n", name, boot);
        }
        return rows;
    }

    /** Lets the patched kernel report in this form from now on. */
    static void choose(PasidFormat form) throws IOException {
        Files.writeString(FORM, form.id());
    }

    /** The words of each line that has any. */
    static List<String[]> words(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(" +"))
                .toList();
    }
}
