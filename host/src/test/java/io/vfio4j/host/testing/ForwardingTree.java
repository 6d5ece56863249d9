// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.testing;

import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Another tree, for tests that change one thing of it. */
public abstract class ForwardingTree implements SystemTree {
    private final SystemTree tree;

    protected ForwardingTree(SystemTree tree) {
        this.tree = tree;
    }

    @Override
    public OpenFile open(String path) throws IOException {
        return tree.open(path);
    }

    @Override
    public List<String> list(String path) {
        return tree.list(path);
    }

    @Override
    public Optional<String> link(String path) {
        return tree.link(path);
    }

    @Override
    public Optional<NodeStatus> status(String path) {
        return tree.status(path);
    }

    @Override
    public void write(String path, String text) throws IOException {
        tree.write(path, text);
    }
}
