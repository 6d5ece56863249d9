import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Formats every Java file below a folder, or tells which ones are not formatted. */
public final class Format {
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
        if (!apply && !unformatted.isEmpty()) {
            System.err.println("Run: mvn -q -pl build/format -Dformat=apply process-sources");
            System.exit(1);
        }
    }

    private static boolean isFormatted(Path source, boolean apply) {
        try {
            String text = Files.readString(source);
            String formatted = FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.PALANTIR)));
            if (apply && !formatted.equals(text)) {
                Files.writeString(source, formatted);
            }
            return formatted.equals(text);
        } catch (Exception e) {
            throw new IllegalStateException("cannot format " + source + ": " + e.getMessage(), e);
        }
    }
}
