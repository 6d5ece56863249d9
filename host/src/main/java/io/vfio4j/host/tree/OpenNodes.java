// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds processes that have device nodes open, as far as {@code /proc} shows this user their files. It is read once.
 */
public final class OpenNodes {
    private final SystemTree tree;
    private @Nullable Map<String, String> processes;

    /** Looks at a machine; nothing is read before the first question. */
    public OpenNodes(SystemTree tree) {
        this.tree = tree;
    }

    /** Finds who has any of several nodes open now. */
    public static Optional<String> of(SystemTree tree, Set<String> nodes) {
        return new OpenNodes(tree).of(nodes);
    }

    /** Finds who has any of several nodes open, in words: {@code process 42 (java) has /dev/vfio/7 open}. */
    public Optional<String> of(Set<String> nodes) {
        for (String node : nodes) {
            String process = processes().get(node);
            if (process != null) {
                return Optional.of("%s has %s open".formatted(name(process), node));
            }
        }
        return Optional.empty();
    }

    /** Maps every open node to a process. */
    private Map<String, String> processes() {
        if (processes == null) {
            processes = new HashMap<>();
            for (String process : tree.list("/proc")) {
                String files = "/proc/" + process + "/fd";
                for (String file : Character.isDigit(process.charAt(0)) ? tree.list(files) : List.<String>of()) {
                    Optional<String> node = tree.link(files + "/" + file).filter(path -> path.startsWith("/dev/"));
                    if (node.isPresent()) {
                        processes.putIfAbsent(node.get(), process);
                    }
                }
            }
        }
        return processes;
    }

    private String name(String process) {
        if (tree.link("/proc/self").filter(process::equals).isPresent()) {
            return "this process";
        }
        return "process %s (%s)"
                .formatted(process, tree.text("/proc/" + process + "/comm").orElse("?"));
    }
}
