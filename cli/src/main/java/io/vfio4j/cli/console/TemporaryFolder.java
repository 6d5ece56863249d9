// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new folder that only this user may enter, removed with the files in it when closed. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a folder under XDG_RUNTIME_DIR or, without one, under the system's temporary folder.
     *
     * @throws Failure when it cannot be made
     */
    public static TemporaryFolder make(String prefix) {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path parent = runtime != null && Files.isWritable(Path.of(runtime))
                ? Path.of(runtime)
                : Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, prefix));
        } catch (IOException e) {
            throw new Failure("cannot make a folder in %s: %s".formatted(parent, e.getMessage()), e);
        }
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // Somebody else has removed it, or put something into it that is not ours to remove.
        }
    }
}
