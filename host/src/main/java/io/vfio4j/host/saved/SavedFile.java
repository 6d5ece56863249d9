// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;

/** Reads a saved file: what was read when it was saved reads the same, and everything else fails. */
final class SavedFile implements SystemTree.OpenFile {
    private final SavedEntry.File file;

    SavedFile(SavedEntry.File file) {
        this.file = file;
    }

    @Override
    public int read(long position, byte[] target, int at, int length) throws IOException {
        int available = file.parts().available(position);
        if (available > 0) {
            int count = Math.min(length, available);
            System.arraycopy(file.bytes(), (int) position, target, at, count);
            return count;
        }
        if (file.parts().isPastEnd(position)) {
            return 0;
        }
        throw new IOException(
                file.failure().isEmpty()
                        ? "nothing at %d was read when it was saved".formatted(position)
                        : file.failure());
    }

    @Override
    public void close() {}
}
