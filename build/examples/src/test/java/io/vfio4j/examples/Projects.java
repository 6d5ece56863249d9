// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the files of this test are: it runs in the module's {@code target}. */
final class Projects {
    /** The folder of the whole project. */
    static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();

    private static final Path EXAMPLES = ROOT.resolve("examples");

    private Projects() {}

    /** The two ways in which every example is built and run. */
    enum Kind {
        MODULES,
        CLASS_PATH
    }

    /** Returns the names of all projects in examples/. */
    static List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Returns the folder of a project as its author wrote it. */
    static Path source(String project) {
        return EXAMPLES.resolve(project);
    }

    /** Returns the folder that has what the build of a project made: classes and lib. */
    static Path built(Kind kind, String project) {
        return switch (kind) {
            case MODULES -> Path.of("modules", project, "target");
            case CLASS_PATH -> Path.of("class-path", project, "target", "class-path");
        };
    }
}
