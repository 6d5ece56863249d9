package io.vfio4j.kernel.saved;

import io.vfio4j.kernel.sysfs.NodeStatus;

/** Something in a saved tree. */
sealed interface SavedEntry {
    /** A folder. */
    record Folder(NodeStatus status) implements SavedEntry {}

    /**
     * A file or a device node.
     *
     * @param bytes what was read; none of a node, or of a file that might not be read
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    record File(NodeStatus status, byte[] bytes) implements SavedEntry {}

    /** A symbolic link, with its target as the kernel wrote it. */
    record Link(String target) implements SavedEntry {}
}
