// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import io.vfio4j.linux.file.BlockClaim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the files under a folder, which is {@code /} for this machine. */
final class DirectoryTree implements SystemTree {
    private static final int PERMISSIONS = 07777;
    private static final int FORMAT = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int BLOCK = 0060000;

    private final Path root;
    private final boolean confined;

    DirectoryTree(Path root) {
        this.root = root.toAbsolutePath().normalize();
        confined = this.root.getNameCount() != 0;
    }

    @Override
    public OpenFile open(String path) throws IOException {
        Path file = locate(path);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new OpenFile() {
            @Override
            public int read(long position, byte[] target, int at, int length) throws IOException {
                return Math.max(0, channel.read(ByteBuffer.wrap(target, at, length), position));
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public List<String> list(String path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(locate(path))) {
            for (Path each : folder) {
                names.add(each.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException _) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public Optional<String> link(String path) {
        try {
            Path link = resolve(path);
            Path parent = link.getParent();
            if (confined && parent != null) {
                link = requireInside(parent).resolve(link.getFileName());
            }
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<NodeStatus> status(String path) {
        try {
            Map<String, Object> found = Files.readAttributes(locate(path), "unix:mode,uid,gid");
            int mode = number(found.get("mode"));
            return Optional.of(new NodeStatus(
                    number(found.get("uid")),
                    number(found.get("gid")),
                    mode & PERMISSIONS,
                    (mode & FORMAT) == DIRECTORY));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Boolean> opens(String path) {
        if (confined) {
            return Optional.empty();
        }
        try {
            Path file = locate(path);
            return Optional.of(Files.isReadable(file) && Files.isWritable(file));
        } catch (IOException _) {
            return Optional.of(false);
        }
    }

    @Override
    public void write(String path, String text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(locate(path), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public boolean held(String node, String number) {
        if (confined) {
            return false;
        }
        try {
            Path file = locate(node);
            Map<String, Object> found = Files.readAttributes(file, "unix:mode,rdev");
            return (number(found.get("mode")) & FORMAT) == BLOCK
                    && found.get("rdev") instanceof Number device
                    && number.equals(deviceNumber(device.longValue()))
                    && BlockClaim.held(file.toString());
        } catch (IOException _) {
            return false;
        }
    }

    /** Unpacks a device number as {@code makedev(3)} packs it: major in bits 63:44 and 19:8, minor in 43:20 and 7:0. */
    private static String deviceNumber(long device) {
        long major = (device >>> 32 & ~0xfffL) | (device >>> 8 & 0xfff);
        long minor = (device >>> 12 & 0xffffff00L) | (device & 0xff);
        return major + ":" + minor;
    }

    private Path locate(String path) throws IOException {
        Path file = resolve(path);
        return confined ? requireInside(file) : file;
    }

    private Path resolve(String path) throws IOException {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new NoSuchFileException(path);
        }
        try {
            return root.resolve(path.substring(1));
        } catch (InvalidPathException e) {
            throw unreachable(path, e);
        }
    }

    /** Names a path that cannot be opened: without a UTF-8 locale, Java lists names that it cannot open. */
    private static NoSuchFileException unreachable(String path, InvalidPathException cause) {
        NoSuchFileException failure = new NoSuchFileException(path, null, cause.getReason());
        failure.initCause(cause);
        return failure;
    }

    private Path requireInside(Path file) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(root.toRealPath())) {
            throw new FileSystemException(file.toString(), null, "a link leads out of the tree");
        }
        return real;
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }
}
