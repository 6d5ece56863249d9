// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import io.vfio4j.device.EventDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Descriptors whose numbers are in a request, kept open until the kernel has answered it. */
public final class HeldDescriptors implements AutoCloseable {
    private final List<EventDescriptor.Hold> all = new ArrayList<>();

    /** Takes over a hold; returns the number that it keeps. */
    public int add(EventDescriptor.Hold hold) {
        all.add(hold);
        return hold.number();
    }

    @Override
    public void close() {
        all.forEach(EventDescriptor.Hold::close);
    }
}
