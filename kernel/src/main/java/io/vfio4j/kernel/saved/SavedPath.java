package io.vfio4j.kernel.saved;

import io.vfio4j.kernel.sysfs.SystemTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Paths of a tree, with links followed as Linux does, but never out of the tree. */
final class SavedPath {
    private static final int MAX_LINKS = 40;

    private SavedPath() {}

    /** What is told of links on the way. */
    interface LinkObserver {
        void link(String path, String target);
    }

    /** The path without dots and links; empty when links go round. It need not exist. */
    static Optional<String> real(SavedTree tree, String path) {
        return real(tree::rawLink, path, (_, _) -> {});
    }

    /** The same in any tree, telling of every link on the way. */
    static Optional<String> real(SystemTree tree, String path, LinkObserver observer) {
        return real(tree::link, path, observer);
    }

    private interface Links {
        Optional<String> target(String path);
    }

    private static Optional<String> real(Links links, String path, LinkObserver observer) {
        Deque<String> ahead = new ArrayDeque<>(List.of(path.split("/", -1)));
        List<String> behind = new ArrayList<>();
        int followed = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.equals("..")) {
                if (!behind.isEmpty()) {
                    behind.removeLast();
                }
                continue;
            }
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            behind.add(name);
            String reached = "/" + String.join("/", behind);
            Optional<String> target = links.target(reached);
            if (target.isPresent()) {
                if (++followed > MAX_LINKS) {
                    return Optional.empty();
                }
                observer.link(reached, target.get());
                behind.removeLast();
                if (target.get().startsWith("/")) {
                    behind.clear();
                }
                String[] names = target.get().split("/", -1);
                for (int i = names.length - 1; i >= 0; i--) {
                    ahead.push(names[i]);
                }
            }
        }
        return Optional.of("/" + String.join("/", behind));
    }

    /**
     * The absolute path of an archive's name.
     *
     * @throws IOException when it leads out of the archive
     */
    static String ofName(String name) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IOException("a name that leads out of the archive: " + name);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (name.startsWith("/")) {
            throw new IOException("a name that leads out of the archive: " + name);
        }
        return "/" + String.join("/", parts);
    }
}
