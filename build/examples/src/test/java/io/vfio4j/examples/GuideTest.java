// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the guides' code to code that is compiled and run: an example, or a test. White space does not count. */
class GuideTest {
    private static final Path GUIDES = Projects.ROOT.resolve("docs/guide");
    private static final int MOST_COLUMNS = 90;
    private static final String FENCE = "```";

    /** A block of Java, and where it begins. */
    record Block(Path page, int line, String code) {
        @Override
        public String toString() {
            return "%s:%d".formatted(Projects.ROOT.relativize(page), line);
        }
    }

    /** All sources whose code may be shown, without white space. */
    private static List<String> sources = List.of();

    @BeforeAll
    static void readSources() throws IOException {
        sources = sources();
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            for (int start = 0; start < lines.size(); start++) {
                if (lines.get(start).strip().equals(FENCE + "java")) {
                    int end = start + 1;
                    while (!lines.get(end).strip().equals(FENCE)) {
                        end++;
                    }
                    blocks.add(new Block(page, start + 1, String.join("\n", lines.subList(start + 1, end))));
                    start = end;
                }
            }
        }
        return blocks;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> guides = Files.list(GUIDES)) {
            return Stream.concat(Stream.of(Projects.ROOT.resolve("README.md")), guides.sorted())
                    .toList();
        }
    }

    private static String dense(String code) {
        return code.replaceAll("\\s", "");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void shouldShowCodeThatIsCompiledAndRun(Block block) {
        assertThat(block.code()).isNotBlank();
        String code = dense(block.code());
        assertThat(sources.stream().anyMatch(source -> source.contains(code)))
                .describedAs("a file of examples/ or a test has this code:%n%s", block.code())
                .isTrue();
    }

    @Test
    void shouldHaveCodeInEveryGuide() throws IOException {
        List<Path> shown = blocks().stream().map(Block::page).distinct().toList();
        for (String guide : List.of("device.md", "driver.md", "embedding.md", "wrapper.md")) {
            assertThat(shown).contains(GUIDES.resolve(guide));
        }
    }

    @Test
    void shouldKeepGuidesWithinTheWidthOfATerminal() throws IOException {
        for (Path page : pages()) {
            assertThat(Files.readAllLines(page))
                    .describedAs(page.toString())
                    .allMatch(line -> line.length() <= MOST_COLUMNS);
        }
    }

    private static List<String> sources() throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(Projects.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean made = name.equals("target") || (name.startsWith(".") && !folder.equals(Projects.ROOT));
                return made ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = Projects.ROOT.relativize(file).toString();
                if (path.endsWith(".java") && (path.startsWith("examples/") || path.contains("src/test/"))) {
                    found.add(dense(Files.readString(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
