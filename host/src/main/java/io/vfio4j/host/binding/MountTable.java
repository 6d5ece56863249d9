// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.tree.SystemTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads from {@code proc_pid_mountinfo(5)} what is mounted where: of a device or source, the first folder. */
final class MountTable {
    private final Map<String, String> byNumber = new HashMap<>();
    private final Map<String, String> bySource = new HashMap<>();
    private boolean zfs;
    private boolean whole = true;

    /** Reads the tables of this process, and of process 1, which has the host's mounts unless this is a container. */
    static MountTable of(SystemTree tree) {
        MountTable table = new MountTable();
        for (String process : new String[] {"1", "self"}) {
            WholeText lines = WholeText.of(tree, "/proc/" + process + "/mountinfo");
            lines.text().lines().forEach(table::add);
            table.whole &= lines.whole();
        }
        return table;
    }

    /** Reads a line: the third field is major:minor, the fifth the folder; after " - " come type and source. */
    private void add(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length < 6) {
            return;
        }
        byNumber.putIfAbsent(fields[2], fields[4]);
        int separator = line.indexOf(" - ");
        String[] rest = separator < 0 ? fields : line.substring(separator + 3).split(" ", -1);
        if (separator > 0 && rest.length > 1) {
            zfs |= rest[0].equals("zfs");
            bySource.putIfAbsent(key(rest[0], rest[1]), fields[4]);
            if (rest[1].startsWith("/dev/")) {
                bySource.putIfAbsent(rest[1], fields[4]);
            }
        }
    }

    /** Returns the folder that a block device is mounted on. */
    Optional<String> ofDevice(String name, String number) {
        return Optional.ofNullable(bySource.get("/dev/" + name)).or(() -> Optional.ofNullable(byNumber.get(number)));
    }

    /** Returns the folder that a source of a file system without a block device is mounted on. */
    Optional<String> ofSource(String type, String source) {
        return source.isEmpty() ? Optional.empty() : Optional.ofNullable(bySource.get(key(type, source)));
    }

    /** Tells whether every mount is in it. */
    boolean whole() {
        return whole;
    }

    boolean zfs() {
        return zfs;
    }

    private static String key(String type, String source) {
        return type + ":" + source;
    }
}
