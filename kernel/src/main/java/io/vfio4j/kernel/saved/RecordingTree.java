package io.vfio4j.kernel.saved;

import io.vfio4j.kernel.sysfs.Content;
import io.vfio4j.kernel.sysfs.NodeStatus;
import io.vfio4j.kernel.sysfs.SystemTree;
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
    private static final int FILE_LIMIT = 4 << 20;

    private final SystemTree tree;
    private final Set<String> opened = new TreeSet<>();
    private final Set<String> listed = new TreeSet<>();
    private final Set<String> linked = new TreeSet<>();
    private final Set<String> looked = new TreeSet<>();

    public RecordingTree(SystemTree tree) {
        this.tree = tree;
    }

    /**
     * Writes what was read to an archive: files whole, of folders the names, of nodes owner and mode.
     *
     * @param archive a tar file, compressed with gzip when it is named {@code .gz} or {@code .tgz}
     * @return how many files, folders and links it has
     */
    public int save(Path archive) throws IOException {
        Map<String, SavedEntry> entries = entries();
        TarWriter.write(archive, entries);
        return entries.size();
    }

    /** What was read, by real path. */
    Map<String, SavedEntry> entries() {
        Map<String, SavedEntry> entries = new TreeMap<>();
        looked.forEach(path -> real(path, entries).ifPresent(real -> putStatus(real, entries)));
        listed.forEach(path -> real(path, entries).ifPresent(real -> putFolder(real, entries)));
        linked.forEach(path -> putLink(path, entries));
        opened.forEach(path -> real(path, entries).ifPresent(real -> putFile(real, entries)));
        return entries;
    }

    @Override
    public OpenFile open(String path) throws IOException {
        opened.add(path);
        return tree.open(path);
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
                        real,
                        status.directory() ? new SavedEntry.Folder(status) : new SavedEntry.File(status, new byte[0])));
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

    private void putFile(String real, Map<String, SavedEntry> entries) {
        NodeStatus status = tree.status(real).orElse(null);
        if (status == null || status.directory()) {
            return;
        }
        Content content = tree.content(real, FILE_LIMIT);
        NodeStatus kept = content.present() ? readable(status) : new NodeStatus(status.uid(), status.gid(), 0, false);
        entries.put(real, new SavedEntry.File(kept, content.bytes()));
    }

    /** A file that was read must not look like one that may not be. */
    private static NodeStatus readable(NodeStatus status) {
        return new NodeStatus(status.uid(), status.gid(), status.mode() | 0400, false);
    }
}
