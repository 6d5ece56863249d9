// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import io.vfio4j.host.tree.NodeStatus;

/** Something in a saved tree. */
sealed interface SavedEntry {
    /** A folder. */
    record Folder(NodeStatus status) implements SavedEntry {}

    /**
     * A file or a device node.
     *
     * @param bytes what was read, with zeroes between; none of a node, or of a file that might not be read
     * @param parts which of them were read
     * @param failure why no more was read; empty when nothing went wrong
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    record File(NodeStatus status, byte[] bytes, ReadParts parts, String failure) implements SavedEntry {
        /** The name of the pax record that has the failure. */
        static final String FAILURE_KEY = "VFIO4J.error";

        /** A file that was read whole. */
        File(NodeStatus status, byte[] bytes) {
            this(status, bytes, ReadParts.whole(bytes.length), "");
        }

        /** A file or node that nobody read. */
        static File unread(NodeStatus status) {
            return new File(status, new byte[0], ReadParts.nothing(), "");
        }
    }

    /** A symbolic link, with its target as the kernel wrote it. */
    record Link(String target) implements SavedEntry {}
}
