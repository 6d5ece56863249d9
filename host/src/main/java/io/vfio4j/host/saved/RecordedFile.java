// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/** Remembers what was read of one file, however often it was opened: the last answers count. */
final class RecordedFile {
    private static final int LIMIT = 4 << 20;
    private static final int SERIAL_NUMBER_AT = 4;
    private static final int SERIAL_NUMBER_SIZE = 8;
    private static final NodeStatus VANISHED = new NodeStatus(0, 0, 0444, false);

    private byte[] bytes = new byte[0];
    private final BitSet read = new BitSet();
    private boolean end;
    private boolean denied;
    private String failure = "";

    SystemTree.OpenFile open(SystemTree tree, String path) throws IOException {
        SystemTree.OpenFile file;
        try {
            file = tree.open(path);
        } catch (IOException e) {
            failed(e);
            throw e;
        }
        denied = false;
        failure = "";
        return new SystemTree.OpenFile() {
            @Override
            public int read(long position, byte[] target, int at, int length) throws IOException {
                try {
                    int got = file.read(position, target, at, length);
                    keep(position, target, at, length, got);
                    return got;
                } catch (IOException e) {
                    failed(e);
                    throw e;
                }
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    /** Remembers a failure; a file that is gone leaves nothing to save but what was read of it before. */
    private void failed(IOException e) {
        denied = e instanceof AccessDeniedException;
        failure = denied || e instanceof NoSuchFileException ? "" : String.valueOf(e.getMessage());
    }

    private void keep(long position, byte[] source, int at, int length, int got) {
        if (position + got > LIMIT) {
            return;
        }
        int from = (int) position;
        if (got == 0 && length > 0 && from < bytes.length) {
            // It has become shorter since it was read before.
            bytes = Arrays.copyOf(bytes, from);
            read.clear(from, read.size());
        }
        if (from + got > bytes.length) {
            bytes = Arrays.copyOf(bytes, from + got);
        }
        System.arraycopy(source, at, bytes, from, got);
        read.set(from, from + got);
        end |= got == 0 && length > 0 && from >= bytes.length;
    }

    /** Returns what to save; empty when there is no such file. */
    Optional<SavedEntry.File> entry(Optional<NodeStatus> found, boolean withSerialNumber) {
        if (found.filter(NodeStatus::directory).isPresent()) {
            return Optional.empty();
        }
        NodeStatus status = found.orElse(VANISHED);
        if (denied && read.isEmpty()) {
            return Optional.of(new SavedEntry.File(new NodeStatus(status.uid(), status.gid(), 0, false), new byte[0]));
        }
        if (read.isEmpty() && !end && failure.isEmpty()) {
            return found.map(SavedEntry.File::unread);
        }
        byte[] saved = withSerialNumber ? bytes : withoutSerialNumber();
        return Optional.of(new SavedEntry.File(readable(status), saved, ReadParts.of(read, end), failure));
    }

    /** Makes a file that was read look like one that may be. */
    private static NodeStatus readable(NodeStatus status) {
        return new NodeStatus(status.uid(), status.gid(), status.mode() | 0400, false);
    }

    /**
     * Blanks serial numbers in a configuration space: the number is zero in every Device Serial Number capability (PCIe
     * 6.0, 7.9.3).
     */
    private byte[] withoutSerialNumber() {
        byte[] blank = bytes.clone();
        BitSet seen = new BitSet();
        int offset = ConfigSpace.CONVENTIONAL_SIZE;
        while (offset >= ConfigSpace.CONVENTIONAL_SIZE && !seen.get(offset) && offset + 4 <= blank.length) {
            seen.set(offset);
            int id = (blank[offset] & 0xff) | (blank[offset + 1] & 0xff) << 8;
            if (id == CapabilityId.DSN.id()) {
                int from = Math.min(blank.length, offset + SERIAL_NUMBER_AT);
                Arrays.fill(blank, from, Math.min(blank.length, from + SERIAL_NUMBER_SIZE), (byte) 0);
            }
            offset = ((blank[offset + 2] & 0xff) >>> 4 | (blank[offset + 3] & 0xff) << 4) & 0xffc;
        }
        return blank;
    }
}
