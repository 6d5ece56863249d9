// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.vfiouser.wire.Header;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Holds the reply under construction: a handler writes its payload, {@link ServerConnection} the header. Used again for
 * each.
 */
final class Reply {
    /** Where the payload begins in the segment. */
    static final int PAYLOAD = Header.SIZE;

    private final MemorySegment segment;
    private final int[] descriptors = new int[1];
    private int descriptorCount;
    private int length;
    private @Nullable FileDescriptor owned;

    Reply(MemorySegment segment) {
        this.segment = segment;
    }

    /** Makes it an empty reply. */
    void clear() {
        length = 0;
        descriptorCount = 0;
        if (owned != null) {
            owned.close();
            owned = null;
        }
    }

    MemorySegment segment() {
        return segment;
    }

    /** Says how many bytes of payload there are. */
    void length(int bytes) {
        length = bytes;
    }

    /** Returns how many bytes there are, header included. */
    int size() {
        return Header.SIZE + length;
    }

    /** Sends a descriptor with the reply; it stays its owner's. */
    void attach(int descriptor) {
        descriptors[0] = descriptor;
        descriptorCount = 1;
    }

    /** Sends a descriptor with the reply, and closes it when the reply is done with. */
    void passOn(FileDescriptor descriptor) {
        owned = descriptor;
        attach(descriptor.number());
    }

    int[] descriptors() {
        return descriptors;
    }

    int descriptorCount() {
        return descriptorCount;
    }
}
