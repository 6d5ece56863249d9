// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.ArrayDeque;
import java.util.Deque;

/** Computes paths within a tree, as text. */
final class TreePath {
    private TreePath() {}

    /** Returns where a symbolic link leads: its target from the folder that it is in, without dots. */
    static String resolveLink(String link, String target) {
        String from = target.startsWith("/") ? "" : link.substring(0, link.lastIndexOf('/') + 1);
        Deque<String> names = new ArrayDeque<>();
        for (String name : (from + target).split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
