// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Shows a machine's files as they were saved, in memory: nothing of an archive is ever unpacked to a disk. */
public final class SavedTree implements SystemTree {
    private static final NodeStatus FOLDER = new NodeStatus(0, 0, 0755, true);
    private static final int MAX_NAMES = 500_000;
    private static final int MAX_CHARACTERS = 32 << 20;

    private final Map<String, SavedEntry> entries = new HashMap<>();
    private final Map<String, SortedSet<String>> names = new HashMap<>();
    private int characters;

    /**
     * Makes a tree of entries.
     *
     * @param entries what is in it, by absolute path without dots; folders above need not be named
     * @throws IOException when that is more than a tree may have
     */
    SavedTree(Map<String, SavedEntry> entries) throws IOException {
        for (Map.Entry<String, SavedEntry> entry : entries.entrySet()) {
            add(entry.getKey(), entry.getValue());
        }
    }

    /**
     * Reads an archive: tar, or tar compressed with gzip.
     *
     * @throws IOException when it is not an archive, is too large, or has a name that leads out of it
     */
    public static SavedTree read(Path archive) throws IOException {
        return new SavedTree(TarReader.read(archive));
    }

    /** Returns how many files, folders and links it has. */
    int size() {
        return entries.size();
    }

    @Override
    public OpenFile open(String path) throws IOException {
        SavedEntry.File file = find(path)
                .filter(SavedEntry.File.class::isInstance)
                .map(SavedEntry.File.class::cast)
                .orElseThrow(() -> new NoSuchFileException(path));
        if (file.status().mode() == 0) {
            throw new AccessDeniedException(path);
        }
        return new SavedFile(file);
    }

    @Override
    public List<String> list(String path) {
        return SavedPath.real(this, path)
                .map(real -> List.copyOf(names.getOrDefault(real, new TreeSet<>())))
                .orElse(List.of());
    }

    @Override
    public Optional<String> link(String path) {
        int slash = path.lastIndexOf('/');
        return SavedPath.real(this, path.substring(0, Math.max(slash, 0)))
                .flatMap(folder -> rawLink((folder.equals("/") ? "" : folder) + path.substring(slash)));
    }

    @Override
    public Optional<NodeStatus> status(String path) {
        return find(path).map(entry -> switch (entry) {
            case SavedEntry.Folder folder -> folder.status();
            case SavedEntry.File file -> file.status();
            case SavedEntry.Link _ -> throw new IllegalStateException("a real path leads to no link: " + path);
        });
    }

    @Override
    public void write(String path, String text) {
        throw new ReadOnlyFileSystemException();
    }

    private void add(String path, SavedEntry entry) throws IOException {
        put(path, entry);
        String below = path;
        boolean known = false;
        while (!known && !below.equals("/")) {
            int slash = below.lastIndexOf('/');
            String folder = slash == 0 ? "/" : below.substring(0, slash);
            known = names.containsKey(folder);
            names.computeIfAbsent(folder, _ -> new TreeSet<>()).add(below.substring(slash + 1));
            if (!entries.containsKey(folder)) {
                put(folder, new SavedEntry.Folder(FOLDER));
            }
            below = folder;
        }
    }

    /**
     * Adds an entry and counts its characters. Every folder above a name is a name, too: a small archive must not
     * become a large tree.
     */
    private void put(String path, SavedEntry entry) throws IOException {
        if (entries.put(path, entry) == null) {
            characters += path.length();
            if (entries.size() > MAX_NAMES || characters > MAX_CHARACTERS) {
                throw new IOException(
                        "its names and the folders above them are more than %d, or have more than %d characters"
                                .formatted(MAX_NAMES, MAX_CHARACTERS));
            }
        }
    }

    /** Returns the target of a link whose folder is real. */
    Optional<String> rawLink(String path) {
        return entries.get(path) instanceof SavedEntry.Link link ? Optional.of(link.target()) : Optional.empty();
    }

    private Optional<SavedEntry> find(String path) {
        return SavedPath.real(this, path).flatMap(real -> Optional.ofNullable(entries.get(real)));
    }
}
