// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Remembers what is read of a tree, so that just that can be saved. */
public final class RecordingTree implements SystemTree {
    private final SystemTree tree;
    private final Map<String, RecordedFile> opened = new TreeMap<>();
    private final Set<String> listed = new TreeSet<>();
    private final Set<String> linked = new TreeSet<>();
    private final Set<String> looked = new TreeSet<>();

    /** Records what is read of a tree from now on. */
    public RecordingTree(SystemTree tree) {
        this.tree = tree;
    }

    /**
     * Writes what was read to an archive that only its owner may read: of files the bytes that were read, of folders
     * the names, of nodes owner and mode.
     *
     * @param archive a tar file that does not exist yet, compressed with gzip when it is named {@code .gz} or {@code
     *     .tgz}
     * @param withSerialNumbers whether to keep the numbers in Device Serial Number capabilities, which of network cards
     *     mostly are their addresses; zero when not
     * @return how many files, folders and links it has
     * @throws java.nio.file.FileAlreadyExistsException when there is such a file
     */
    public int save(Path archive, boolean withSerialNumbers) throws IOException {
        Map<String, SavedEntry> entries = entries(withSerialNumbers);
        TarWriter.write(archive, entries);
        return entries.size();
    }

    /** Returns what was read, by real path. */
    Map<String, SavedEntry> entries(boolean withSerialNumbers) {
        Map<String, SavedEntry> entries = new TreeMap<>();
        looked.forEach(path -> real(path, entries).ifPresent(real -> putStatus(real, entries)));
        listed.forEach(path -> real(path, entries).ifPresent(real -> putFolder(real, entries)));
        linked.forEach(path -> putLink(path, entries));
        opened.forEach((path, file) -> real(path, entries)
                .ifPresent(real -> file.entry(tree.status(real), withSerialNumbers || !isConfig(real))
                        .ifPresent(entry -> entries.put(real, entry))));
        return entries;
    }

    /** Tells whether a file has the registers of a function. */
    private static boolean isConfig(String real) {
        return real.startsWith("/sys/") && real.endsWith("/config");
    }

    @Override
    public OpenFile open(String path) throws IOException {
        return opened.computeIfAbsent(path, _ -> new RecordedFile()).open(tree, path);
    }

    @Override
    public List<String> list(String path) {
        listed.add(path);
        return tree.list(path);
    }

    @Override
    public Optional<String> link(String path) {
        linked.add(path);
        return tree.link(path);
    }

    @Override
    public Optional<NodeStatus> status(String path) {
        looked.add(path);
        return tree.status(path);
    }

    @Override
    public void write(String path, String text) throws IOException {
        tree.write(path, text);
    }

    private Optional<String> real(String path, Map<String, SavedEntry> entries) {
        return SavedPath.real(tree, path, (link, target) -> entries.put(link, new SavedEntry.Link(target)));
    }

    private void putLink(String path, Map<String, SavedEntry> entries) {
        int slash = path.lastIndexOf('/');
        Optional<String> target = tree.link(path);
        if (target.isPresent()) {
            real(path.substring(0, slash), entries)
                    .ifPresent(
                            folder -> entries.put(folder + path.substring(slash), new SavedEntry.Link(target.get())));
        }
    }

    private void putStatus(String real, Map<String, SavedEntry> entries) {
        tree.status(real)
                .ifPresent(status -> entries.put(
                        real, status.directory() ? new SavedEntry.Folder(status) : SavedEntry.File.unread(status)));
    }

    private void putFolder(String real, Map<String, SavedEntry> entries) {
        putStatus(real, entries);
        for (String name : tree.list(real)) {
            String path = real + "/" + name;
            Optional<String> target = tree.link(path);
            if (target.isPresent()) {
                entries.put(path, new SavedEntry.Link(target.get()));
            } else if (!entries.containsKey(path)) {
                putStatus(path, entries);
            }
        }
    }
}
