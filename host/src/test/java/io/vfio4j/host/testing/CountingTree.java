// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.testing;

import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts the work that is done on a tree. */
public final class CountingTree extends ForwardingTree {
    private int opens;
    private int lists;
    private final Map<String, Integer> listed = new HashMap<>();
    private int links;
    private int statuses;
    private long bytes;

    public CountingTree(SystemTree tree) {
        super(tree);
    }

    /** Files opened. */
    public int opens() {
        return opens;
    }

    /** Folders listed. */
    public int lists() {
        return lists;
    }

    /** How often a folder was listed. */
    public int listsOf(String path) {
        return listed.getOrDefault(path, 0);
    }

    /** Symbolic links read. */
    public int links() {
        return links;
    }

    /** Owners and modes read. */
    public int statuses() {
        return statuses;
    }

    /** Bytes read from files. */
    public long bytes() {
        return bytes;
    }

    @Override
    public OpenFile open(String path) throws IOException {
        opens++;
        OpenFile file = super.open(path);
        return new OpenFile() {
            @Override
            public int read(long position, byte[] target, int at, int length) throws IOException {
                int got = file.read(position, target, at, length);
                bytes += got;
                return got;
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public List<String> list(String path) {
        lists++;
        listed.merge(path, 1, Integer::sum);
        return super.list(path);
    }

    @Override
    public Optional<String> link(String path) {
        links++;
        return super.link(path);
    }

    @Override
    public Optional<NodeStatus> status(String path) {
        statuses++;
        return super.status(path);
    }
}
