package io.vfio4j.kernel.device;

import io.vfio4j.linux.FileDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Descriptors whose numbers are in a request, kept open until the kernel has answered it. */
final class Holds implements AutoCloseable {
    private final List<FileDescriptor.Hold> all = new ArrayList<>();

    /** Takes over a hold; returns the number that it keeps. */
    int add(FileDescriptor.Hold hold) {
        all.add(hold);
        return hold.number();
    }

    @Override
    public void close() {
        all.forEach(FileDescriptor.Hold::close);
    }
}
