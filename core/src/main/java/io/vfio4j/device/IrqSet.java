// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.util.List;

/**
 * Asks for something to be done with a range of vectors: {@code struct vfio_irq_set}.
 *
 * @param index the interrupt kind; see {@link VfioPci}
 * @param start the first vector
 * @param count how many vectors; 0 with {@link Action#TRIGGER} and {@link Data.None} disables the whole index
 * @param action what to do
 * @param data for which vectors, or with which events
 */
public record IrqSet(int index, int start, int count, Action action, Data data) {

    /** VFIO_IRQ_SET_ACTION_. */
    public enum Action {
        MASK,
        UNMASK,
        TRIGGER
    }

    /** VFIO_IRQ_SET_DATA_. */
    public sealed interface Data {
        /** DATA_NONE: applies the action to every vector of the range. */
        record None() implements Data {}

        /**
         * DATA_BOOL: applies the action to the vectors whose entry is true.
         *
         * @param values one for each vector of the range
         */
        record Bools(List<Boolean> values) implements Data {
            public Bools {
                values = List.copyOf(values);
            }
        }

        /**
         * DATA_EVENTFD: the events to use; {@link EventDescriptor#NONE} takes one away.
         *
         * @param events one for each vector of the range
         */
        record Events(List<EventDescriptor> events) implements Data {
            public Events {
                events = List.copyOf(events);
            }
        }
    }

    /**
     * Sets the events that vectors of an index signal from now on.
     *
     * @param index the interrupt kind; see {@link VfioPci}
     * @param start the first vector
     * @param events one for each vector from {@code start} on; {@link EventDescriptor#NONE} takes one away
     */
    public static IrqSet trigger(int index, int start, EventDescriptor... events) {
        return new IrqSet(index, start, events.length, Action.TRIGGER, new Data.Events(List.of(events)));
    }

    /** Disables every vector of an index. */
    public static IrqSet disable(int index) {
        return new IrqSet(index, 0, 0, Action.TRIGGER, new Data.None());
    }
}
