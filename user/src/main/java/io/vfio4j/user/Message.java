package io.vfio4j.user;

import io.vfio4j.linux.FileDescriptor;
import io.vfio4j.user.wire.Header;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A received message: where its bytes are, and the descriptors that came with it. Used again for each message. */
final class Message {
    private MemorySegment segment = MemorySegment.NULL;
    private long at;
    private int size;
    private DescriptorDelivery delivery = DescriptorDelivery.COMPLETE;
    private final List<FileDescriptor> descriptors = new ArrayList<>();

    void set(MemorySegment bytes, long start, int messageSize) {
        segment = bytes;
        at = start;
        size = messageSize;
        delivery = DescriptorDelivery.COMPLETE;
    }

    void addDescriptors(List<FileDescriptor> received, DescriptorDelivery how) {
        descriptors.addAll(received);
        delivery = delivery.and(how);
    }

    MemorySegment segment() {
        return segment;
    }

    /** Where the header begins. */
    long at() {
        return at;
    }

    /** Bytes, header included. */
    int size() {
        return size;
    }

    /** Where the payload begins. */
    long payload() {
        return at + Header.SIZE;
    }

    /** Bytes of the payload. */
    int length() {
        return size - Header.SIZE;
    }

    int id() {
        return Header.id(segment, at);
    }

    int command() {
        return Header.command(segment, at);
    }

    int flags() {
        return Header.flags(segment, at);
    }

    boolean reply() {
        return Header.type(segment, at) == Header.REPLY;
    }

    /** How many descriptors nobody has taken yet. */
    int descriptors() {
        return descriptors.size();
    }

    /** Whether these are all that were sent. */
    DescriptorDelivery delivery() {
        return delivery;
    }

    /** Hands the descriptors over to the caller, who closes them. */
    List<FileDescriptor> takeDescriptors() {
        List<FileDescriptor> taken = List.copyOf(descriptors);
        descriptors.clear();
        return taken;
    }

    /** Closes what nobody has taken. */
    void closeDescriptors() {
        if (!descriptors.isEmpty()) {
            descriptors.forEach(FileDescriptor::close);
            descriptors.clear();
        }
    }
}
