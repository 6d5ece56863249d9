// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.vfiouser.wire.Header;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a received message: where its bytes are, and the descriptors that came with it. Used again for each message.
 */
public final class Message {
    private MemorySegment segment = MemorySegment.NULL;
    private long at;
    private int size;
    private DescriptorDelivery delivery = DescriptorDelivery.COMPLETE;
    private final List<FileDescriptor> descriptors = new ArrayList<>();

    public void set(MemorySegment bytes, long start, int messageSize) {
        segment = bytes;
        at = start;
        size = messageSize;
        delivery = DescriptorDelivery.COMPLETE;
    }

    public void addDescriptors(List<FileDescriptor> received, DescriptorDelivery how) {
        descriptors.addAll(received);
        delivery = delivery.and(how);
    }

    public MemorySegment segment() {
        return segment;
    }

    /** Returns the offset at which the header begins. */
    public long at() {
        return at;
    }

    /** Returns how many bytes there are, header included. */
    public int size() {
        return size;
    }

    /** Returns the offset at which the payload begins. */
    public long payload() {
        return at + Header.SIZE;
    }

    /** Returns how many bytes the payload has. */
    public int length() {
        return size - Header.SIZE;
    }

    public int id() {
        return Header.id(segment, at);
    }

    public int command() {
        return Header.command(segment, at);
    }

    public int flags() {
        return Header.flags(segment, at);
    }

    public boolean reply() {
        return Header.type(segment, at) == Header.REPLY;
    }

    /** Returns how many descriptors nobody has taken yet. */
    public int descriptors() {
        return descriptors.size();
    }

    /** Tells whether these are all that were sent. */
    public DescriptorDelivery delivery() {
        return delivery;
    }

    /** Hands the descriptors over to the caller, who closes them. */
    public List<FileDescriptor> takeDescriptors() {
        List<FileDescriptor> taken = List.copyOf(descriptors);
        descriptors.clear();
        return taken;
    }

    /** Closes what nobody has taken. */
    public void closeDescriptors() {
        if (!descriptors.isEmpty()) {
            descriptors.forEach(FileDescriptor::close);
            descriptors.clear();
        }
    }
}
