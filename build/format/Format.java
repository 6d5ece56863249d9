// SPDX-License-Identifier: Apache-2.0
import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Formats every Java file below a folder, or tells which ones are not formatted, too wide or without a licence. */
public final class Format {
    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";
    private static final int WIDTH = 120;
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    private Format() {}

    /**
     * Runs the check.
     *
     * @param args "check" or "apply", then the folder
     */
    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]).toRealPath();
        List<Path> sources;
        try (var files = Files.walk(root)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !root.relativize(file).toString().contains("target/"))
                    .sorted()
                    .toList();
        }
        List<Path> unformatted = sources.parallelStream()
                .filter(source -> !isFormatted(source, apply))
                .toList();
        for (Path source : unformatted) {
            System.err.println((apply ? "formatted " : "not formatted: ") + root.relativize(source));
        }
        List<String> wide =
                sources.stream().flatMap(source -> wideLines(root, source)).toList();
        wide.forEach(System.err::println);
        if (!apply && !unformatted.isEmpty()) {
            System.err.println("Run: mvn -q -pl build/format -Dformat=apply process-sources");
        }
        if (!wide.isEmpty() || !apply && !unformatted.isEmpty()) {
            System.exit(1);
        }
    }

    private static boolean isFormatted(Path source, boolean apply) {
        try {
            String text = Files.readString(source);
            String licensed = text.startsWith(LICENCE) ? text : LICENCE + text;
            String formatted = FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(licensed, JavaFormatterOptions.Style.PALANTIR)));
            if (apply && !formatted.equals(text)) {
                Files.writeString(source, formatted);
            }
            return formatted.equals(text);
        } catch (Exception e) {
            throw new IllegalStateException("cannot format " + source + ": " + e.getMessage(), e);
        }
    }

    /** Returns the lines that the formatter leaves too wide: comments and long literals. */
    private static Stream<String> wideLines(Path root, Path source) {
        try {
            List<String> lines = Files.readAllLines(source);
            return Stream.iterate(1, number -> number <= lines.size(), number -> number + 1)
                    .filter(number -> lines.get(number - 1).length() > WIDTH)
                    .map(number -> "wider than %d columns: %s:%d".formatted(WIDTH, root.relativize(source), number));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + source, e);
        }
    }
}
