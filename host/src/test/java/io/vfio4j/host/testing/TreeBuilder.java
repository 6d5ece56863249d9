// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.testing;

import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a machine's files into a folder. */
public final class TreeBuilder {
    private final Path root;
    private final Map<String, String> directories = new HashMap<>();

    public TreeBuilder(Path root) {
        this.root = root;
        directory("/sys/bus/pci/devices");
        file("/sys/bus/pci/drivers_probe", "");
    }

    public Path root() {
        return root;
    }

    public SystemTree tree() {
        return SystemTree.of(root);
    }

    public TreeBuilder file(String path, String text) {
        return file(path, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public TreeBuilder file(String path, byte[] bytes) {
        try {
            Path file = at(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TreeBuilder directory(String path) {
        try {
            Files.createDirectories(at(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A symbolic link as the kernel writes them: relative. */
    public TreeBuilder link(String path, String to) {
        Path from = at(path.substring(0, path.lastIndexOf('/') + 1));
        return rawLink(path, from.relativize(at(to)).toString());
    }

    public TreeBuilder rawLink(String path, String target) {
        try {
            Path link = at(path);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a file or an empty folder away. */
    public TreeBuilder remove(String path) {
        try {
            Files.delete(at(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a folder away with all that is in it; nothing happens when it is not there. */
    public void removeAll(String path) {
        if (!Files.exists(at(path))) {
            return;
        }
        try (Stream<Path> all = Files.walk(at(path))) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A device node, as a plain file with this mode ({@code rw-rw----}). */
    public TreeBuilder node(String path, String mode) {
        file(path, new byte[0]);
        try {
            Files.setPosixFilePermissions(at(path), PosixFilePermissions.fromString(mode));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A function on the root bus. */
    public FunctionBuilder function(String address) {
        return function(address, "/sys/devices/pci0000:00");
    }

    /** A function under a bridge that was added before. */
    public FunctionBuilder functionUnder(String bridge, String address) {
        return function(address, directoryOf(bridge));
    }

    String directoryOf(String address) {
        String directory = directories.get(address);
        if (directory == null) {
            throw new IllegalArgumentException("no function was added at " + address);
        }
        return directory;
    }

    private FunctionBuilder function(String address, String parent) {
        String directory = parent + "/" + address;
        directories.put(address, directory);
        directory(directory);
        link("/sys/bus/pci/devices/" + address, directory);
        return new FunctionBuilder(this, address, directory);
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
