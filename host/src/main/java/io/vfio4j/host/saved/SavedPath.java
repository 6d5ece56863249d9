// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Resolves paths of a tree: links are followed as Linux does, but never out of the tree. */
final class SavedPath {
    /** PATH_MAX of {@code linux/limits.h}: characters of a name or a link's target. */
    static final int MAX_LENGTH = 4096;

    private static final int MAX_LINKS = 40;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_STEPS = 512;
    private static final int ABBREVIATED = 60;

    private SavedPath() {}

    /** Is told of the links on the way. */
    interface LinkObserver {
        void link(String path, String target);
    }

    /** Returns the path without dots and links; empty when links go round, or too far. It need not exist. */
    static Optional<String> real(SavedTree tree, String path) {
        return real(tree::rawLink, path, (_, _) -> {});
    }

    /** Does the same in any tree, and tells of every link on the way. */
    static Optional<String> real(SystemTree tree, String path, LinkObserver observer) {
        return real(tree::link, path, observer);
    }

    private interface Links {
        Optional<String> target(String path);
    }

    private static Optional<String> real(Links links, String path, LinkObserver observer) {
        Deque<String> ahead = new ArrayDeque<>(List.of(path.split("/", -1)));
        StringBuilder behind = new StringBuilder();
        int depth = 0;
        int followed = 0;
        for (int step = 0; !ahead.isEmpty(); step++) {
            String name = ahead.pop();
            if (name.equals("..")) {
                behind.setLength(Math.max(0, behind.lastIndexOf("/")));
                depth = Math.max(0, depth - 1);
                continue;
            }
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            int folder = behind.length();
            behind.append('/').append(name);
            if (++depth > MAX_DEPTH || behind.length() > MAX_LENGTH || step > MAX_STEPS || ahead.size() > MAX_STEPS) {
                return Optional.empty();
            }
            Optional<String> target = links.target(behind.toString());
            if (target.isPresent()) {
                if (++followed > MAX_LINKS) {
                    return Optional.empty();
                }
                observer.link(behind.toString(), target.get());
                boolean absolute = target.get().startsWith("/");
                behind.setLength(absolute ? 0 : folder);
                depth = absolute ? 0 : depth - 1;
                String[] names = target.get().split("/", -1);
                for (int i = names.length - 1; i >= 0; i--) {
                    ahead.push(names[i]);
                }
            }
        }
        return Optional.of(behind.isEmpty() ? "/" : behind.toString());
    }

    /**
     * Returns the absolute path of an archive's name.
     *
     * @throws IOException when it leads out of the archive, or is too long or too deep
     */
    static String ofName(String name) throws IOException {
        requireLength(name);
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IOException("a name that leads out of the archive: " + abbreviated(name));
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (name.startsWith("/")) {
            throw new IOException("a name that leads out of the archive: " + abbreviated(name));
        }
        if (parts.size() > MAX_DEPTH) {
            throw new IOException("a name of more than %d folders: %s".formatted(MAX_DEPTH, abbreviated(name)));
        }
        return "/" + String.join("/", parts);
    }

    /** Refuses a name or a link's target that the kernel would not take. */
    static void requireLength(String name) throws IOException {
        if (name.length() > MAX_LENGTH) {
            throw new IOException("a name of more than %d characters: %s".formatted(MAX_LENGTH, abbreviated(name)));
        }
    }

    /** Shortens a name for a message of one line. */
    static String abbreviated(String name) {
        return name.length() <= ABBREVIATED ? name : name.substring(0, ABBREVIATED) + "...";
    }
}
