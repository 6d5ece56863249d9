// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.NodeStatus;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a tar archive that somebody else made, into memory and within limits. */
final class TarReader {
    private static final int MAX_ENTRIES = 1_000_000;
    private static final int MAX_NAMES = 32 << 20;
    private static final int MAX_FILE = 8 << 20;
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_RECORDS = 64 << 10;

    private final InputStream in;
    private final Map<String, SavedEntry> entries = new HashMap<>();
    private long bytes;
    private long nameCharacters;
    private String longName = "";
    private String longLink = "";
    private @Nullable String parts;
    private String failure = "";

    private TarReader(InputStream in) {
        this.in = in;
    }

    static Map<String, SavedEntry> read(Path archive) throws IOException {
        try (BufferedInputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
            file.mark(2);
            boolean compressed = file.read() == 0x1f && file.read() == 0x8b;
            file.reset();
            TarReader reader = new TarReader(compressed ? new GZIPInputStream(file) : file);
            reader.readEntries();
            return reader.entries;
        }
    }

    private void readEntries() throws IOException {
        for (int count = 0; ; count++) {
            byte[] block = in.readNBytes(TarHeader.BLOCK);
            if (block.length == 0 || isEnd(block)) {
                return;
            }
            if (block.length < TarHeader.BLOCK) {
                throw new EOFException("the archive is cut off");
            }
            if (count == MAX_ENTRIES) {
                throw new IOException("the archive has more than %d entries".formatted(MAX_ENTRIES));
            }
            entry(TarHeader.parse(block));
        }
    }

    private void entry(TarHeader header) throws IOException {
        switch (header.type()) {
            case TarHeader.GNU_LONG_NAME -> longName = zeroTerminated(content(header, MAX_RECORDS));
            case TarHeader.GNU_LONG_LINK -> longLink = zeroTerminated(content(header, MAX_RECORDS));
            case TarHeader.PAX -> pax(new String(content(header, MAX_RECORDS), StandardCharsets.UTF_8));
            case TarHeader.PAX_GLOBAL -> content(header, MAX_RECORDS);
            default -> {
                String path = SavedPath.ofName(longName.isEmpty() ? header.name() : longName);
                String target = longLink.isEmpty() ? header.linkName() : longLink;
                SavedPath.requireLength(target);
                nameCharacters += path.length() + target.length();
                if (nameCharacters > MAX_NAMES) {
                    throw new IOException("the archive's names have more than %d characters".formatted(MAX_NAMES));
                }
                put(path, target, header);
                longName = "";
                longLink = "";
                parts = null;
                failure = "";
            }
        }
    }

    private void put(String path, String target, TarHeader header) throws IOException {
        NodeStatus status =
                new NodeStatus(header.uid(), header.gid(), header.mode(), header.type() == TarHeader.FOLDER);
        if (path.equals("/") && !status.directory()) {
            throw new IOException("the archive's root is not a folder");
        }
        byte[] content = content(header, MAX_FILE);
        switch (header.type()) {
            case TarHeader.FILE, '7' ->
                entries.put(path, new SavedEntry.File(status, content, parts(content.length), failure));
            case TarHeader.CHARACTER_NODE -> entries.put(path, SavedEntry.File.unread(status));
            case TarHeader.FOLDER -> entries.put(path, new SavedEntry.Folder(status));
            case TarHeader.LINK -> entries.put(path, new SavedEntry.Link(target));
            default -> throw new IOException("%s is neither file, folder, link nor node".formatted(path));
        }
    }

    private ReadParts parts(int size) throws IOException {
        return parts == null ? ReadParts.whole(size) : ReadParts.parse(parts, size);
    }

    private byte[] content(TarHeader header, int limit) throws IOException {
        if (header.size() < 0 || header.size() > limit) {
            throw new IOException("%s has %d bytes, more than %d"
                    .formatted(SavedPath.abbreviated(header.name()), header.size(), limit));
        }
        bytes += header.size();
        if (bytes > MAX_BYTES) {
            throw new IOException("the archive has more than %d bytes".formatted(MAX_BYTES));
        }
        int size = (int) header.size();
        byte[] content = in.readNBytes(size);
        int padding = (TarHeader.BLOCK - size % TarHeader.BLOCK) % TarHeader.BLOCK;
        if (content.length < size || in.readNBytes(padding).length < padding) {
            throw new EOFException("the archive is cut off");
        }
        return content;
    }

    /** Records {@code "%d %s=%s\n"}: of all keys, path, linkpath and ours matter. */
    private void pax(String records) throws IOException {
        for (String line : records.split("\n", -1)) {
            int space = line.indexOf(' ');
            int equals = line.indexOf('=');
            if (line.isEmpty()) {
                continue;
            }
            if (space < 0 || equals < space) {
                throw new IOException("not a tar archive: a pax record is malformed");
            }
            switch (line.substring(space + 1, equals)) {
                case "path" -> longName = line.substring(equals + 1);
                case "linkpath" -> longLink = line.substring(equals + 1);
                case ReadParts.KEY -> parts = line.substring(equals + 1);
                case SavedEntry.File.FAILURE_KEY -> failure = line.substring(equals + 1);
                default -> {}
            }
        }
    }

    private static String zeroTerminated(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    private static boolean isEnd(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }
}
