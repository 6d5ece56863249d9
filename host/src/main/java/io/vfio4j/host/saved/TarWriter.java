// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.NodeStatus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Writes a tree as a tar archive that any tar can unpack: nodes are plain files in it, with owner and mode. */
final class TarWriter {
    private final OutputStream out;

    private TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes an archive that only its owner may read.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is such a file
     */
    static void write(Path archive, Map<String, SavedEntry> entries) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(
                archive,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            try {
                write(new BufferedOutputStream(Channels.newOutputStream(file)), isCompressed(archive), entries);
            } catch (IOException e) {
                Files.deleteIfExists(archive);
                throw e;
            }
        }
    }

    private static boolean isCompressed(Path archive) {
        String name = archive.toString();
        return name.endsWith(".gz") || name.endsWith(".tgz");
    }

    private static void write(OutputStream file, boolean compressed, Map<String, SavedEntry> entries)
            throws IOException {
        try (OutputStream out = compressed ? new GZIPOutputStream(file) : file) {
            TarWriter writer = new TarWriter(out);
            for (Map.Entry<String, SavedEntry> entry : entries.entrySet()) {
                writer.entry(entry.getKey().substring(1), entry.getValue());
            }
            out.write(new byte[2 * TarHeader.BLOCK]);
        }
    }

    private void entry(String name, SavedEntry entry) throws IOException {
        if (name.isEmpty()) {
            return;
        }
        switch (entry) {
            case SavedEntry.Folder(var status) ->
                header(
                        new TarHeader(name + "/", status.mode(), status.uid(), status.gid(), 0, TarHeader.FOLDER, ""),
                        "");
            case SavedEntry.Link(var target) -> header(new TarHeader(name, 0777, 0, 0, 0, TarHeader.LINK, target), "");
            case SavedEntry.File file -> {
                NodeStatus status = file.status();
                int size = file.bytes().length;
                header(
                        new TarHeader(name, status.mode(), status.uid(), status.gid(), size, TarHeader.FILE, ""),
                        records(file));
                content(file.bytes());
            }
        }
    }

    /** Returns the pax records for what a tar archive has no field for. */
    private static String records(SavedEntry.File file) {
        String parts = file.parts().isWhole(file.bytes().length)
                ? ""
                : record(ReadParts.KEY, file.parts().toString());
        return file.failure().isEmpty()
                ? parts
                : parts + record(SavedEntry.File.FAILURE_KEY, file.failure().replace('\n', ' '));
    }

    /** Writes a header; long names go into a pax record before it, and the header has the end of them. */
    private void header(TarHeader header, String more) throws IOException {
        StringBuilder records = new StringBuilder(more);
        String name = header.name();
        String linkName = header.linkName();
        if (!TarHeader.fits(name)) {
            records.append(record("path", name));
            name = "long-name";
        }
        if (linkName.length() > TarHeader.NAME_SIZE || !TarHeader.ascii(linkName)) {
            records.append(record("linkpath", linkName));
            linkName = "long-name";
        }
        if (!records.isEmpty()) {
            byte[] bytes = records.toString().getBytes(StandardCharsets.UTF_8);
            out.write(new TarHeader("pax", 0644, 0, 0, bytes.length, TarHeader.PAX, "").encode());
            content(bytes);
        }
        out.write(new TarHeader(name, header.mode(), header.uid(), header.gid(), header.size(), header.type(), linkName)
                .encode());
    }

    private void content(byte[] bytes) throws IOException {
        out.write(bytes);
        out.write(new byte[(TarHeader.BLOCK - bytes.length % TarHeader.BLOCK) % TarHeader.BLOCK]);
    }

    /** Makes a record {@code "%d %s=%s\n"}; the number counts itself. */
    private static String record(String key, String value) {
        int rest = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + "=" + value + "\n";
    }
}
