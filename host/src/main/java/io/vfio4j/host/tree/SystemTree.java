// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files of a machine: of this one, or of one that was saved. Paths are absolute and begin with {@code /sys},
 * {@code /proc}, {@code /dev} and the like, wherever the tree is.
 *
 * <p>Implementations may be used by one thread at a time.
 */
public interface SystemTree {
    /** Bytes that {@link #text} reads at most. */
    int TEXT_LIMIT = 64 << 10;

    /** The files of this machine. */
    Path THIS_MACHINE = Path.of("/");

    /** A file that is open for reading. */
    interface OpenFile extends AutoCloseable {
        /**
         * Reads at a place in the file.
         *
         * @return bytes read, fewer than asked for at the end of what may be read, 0 past it
         */
        int read(long position, byte[] target, int at, int length) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Returns the tree under a folder; a symbolic link that leads out of it leads nowhere.
     *
     * @param root {@link #THIS_MACHINE}, or where a saved tree is
     */
    static SystemTree of(Path root) {
        return new DirectoryTree(root);
    }

    /**
     * Opens a file; the caller closes it.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws AccessDeniedException when it may not be read
     */
    OpenFile open(String path) throws IOException;

    /** Returns names in a folder, sorted; none when there is no such folder or it may not be read. */
    List<String> list(String path);

    /** Returns the target of a symbolic link, as it is written there; empty when there is none. */
    Optional<String> link(String path);

    /** Returns owner and mode of a file, a folder or a device node; empty when there is none. */
    Optional<NodeStatus> status(String path);

    /**
     * Tells whether this process may open a file or a node for reading and writing, as the kernel says, to whom access
     * control lists and user namespaces matter too; empty where it cannot be asked, which is so of another machine's
     * tree.
     */
    default Optional<Boolean> opens(String path) {
        return Optional.empty();
    }

    /**
     * Writes a text to a file that exists, in one write, as a shell's {@code echo} does.
     *
     * @throws IOException what the kernel says to it
     */
    void write(String path, String text) throws IOException;

    /**
     * Tells whether somebody holds a block device exclusively. To find out it is opened, for reading and for a moment.
     *
     * @param node its path
     * @param number what sysfs says it has, {@code major:minor}; a node with another number is not opened
     * @return false also where nobody can be asked: no node, another machine's tree, no permission
     */
    default boolean held(String node, String number) {
        return false;
    }

    /** Tells whether there is a file, a folder or a node. */
    default boolean exists(String path) {
        return status(path).isPresent();
    }

    /**
     * Returns a file's bytes.
     *
     * @param limit bytes at most; what follows is left out
     */
    default Content content(String path, int limit) {
        try (OpenFile file = open(path)) {
            byte[] bytes = new byte[Math.min(limit, 4096)];
            int filled = 0;
            while (true) {
                int got = file.read(filled, bytes, filled, bytes.length - filled);
                filled += got;
                if (got == 0 || filled == limit) {
                    return Content.of(Arrays.copyOf(bytes, filled));
                }
                if (filled == bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * bytes.length));
                }
            }
        } catch (AccessDeniedException _) {
            return Content.DENIED;
        } catch (IOException _) {
            return Content.ABSENT;
        }
    }

    /** Returns a file's text without white space around it; empty when there is none or it may not be read. */
    default Optional<String> text(String path) {
        Content content = content(path, TEXT_LIMIT);
        return content.present()
                ? Optional.of(new String(content.bytes(), StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    /** Returns where a symbolic link leads: its target as an absolute path, whose own links are not followed. */
    default Optional<String> linkPath(String path) {
        return link(path).map(target -> TreePath.resolveLink(path, target));
    }

    /** Returns the last name of a symbolic link's target: of {@code driver}, the driver. */
    default Optional<String> linkName(String path) {
        return link(path).map(target -> target.substring(target.lastIndexOf('/') + 1));
    }
}
