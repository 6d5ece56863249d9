// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Data;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides what the kernel takes in one VFIO_DEVICE_SET_IRQS into messages: descriptors travel beside a message, as many
 * as the server takes, and a message has one for each of its vectors or none at all.
 */
final class IrqRequests {
    private IrqRequests() {}

    /**
     * Returns the messages, in the order of the vectors.
     *
     * @param maxDescriptors how many the server takes with one message, at least 1
     */
    static List<IrqSet> divide(IrqSet request, int maxDescriptors) {
        if (!(request.data() instanceof Data.Events(List<EventDescriptor> events))) {
            return List.of(request);
        }
        if (events.size() != request.count()) {
            throw new IllegalArgumentException("as many events as vectors are needed: events=%d count=%d"
                    .formatted(events.size(), request.count()));
        }
        List<IrqSet> messages = new ArrayList<>();
        int start = 0;
        while (start < events.size()) {
            int end = endOfRun(events, start, maxDescriptors);
            messages.add(new IrqSet(
                    request.index(),
                    request.start() + start,
                    end - start,
                    request.action(),
                    new Data.Events(events.subList(start, end))));
            start = end;
        }
        return messages.isEmpty() ? List.of(request) : messages;
    }

    private static int endOfRun(List<EventDescriptor> events, int start, int maxDescriptors) {
        boolean none = events.get(start).descriptor() < 0;
        int limit = none ? events.size() : Math.min(events.size(), start + maxDescriptors);
        int end = start + 1;
        while (end < limit && (events.get(end).descriptor() < 0) == none) {
            end++;
        }
        return end;
    }

    /** Returns the descriptors that travel beside a message: one for each vector, or none. */
    static int[] descriptors(IrqSet message) {
        return message.data() instanceof Data.Events(List<EventDescriptor> events)
                ? events.stream()
                        .mapToInt(EventDescriptor::descriptor)
                        .filter(number -> number >= 0)
                        .toArray()
                : new int[0];
    }
}
