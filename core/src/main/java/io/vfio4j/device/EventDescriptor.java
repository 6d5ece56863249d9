// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * Stands for an event that one side signals and the other side waits for: an eventfd, or a stand-in of the same
 * process.
 */
public interface EventDescriptor extends AutoCloseable {

    /** No event: takes away what was set before. Descriptor -1, as in the kernel's interface. */
    EventDescriptor NONE = new EventDescriptor() {
        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void signal() {
            // Nobody waits for an event that is not there.
        }

        @Override
        public EventDescriptor duplicate() {
            return this;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }

        @Override
        public String toString() {
            return "no event";
        }
    };

    /** Returns the file descriptor, or -1 when there is none. */
    int descriptor();

    /**
     * Keeps the descriptor's number from being closed, and given to another file, while a call has it as an argument.
     *
     * @param operation the call, for messages
     * @throws VfioException EBADF when this is closed
     */
    default Hold hold(String operation) {
        return new Hold() {
            @Override
            public int number() {
                return descriptor();
            }

            @Override
            public void close() {
                // This event has no descriptor that could be closed meanwhile.
            }
        };
    }

    /** Adds 1 to the event's counter. Any thread. Allocates nothing. */
    void signal();

    /** Makes a second reference of the same event, closed on its own. */
    EventDescriptor duplicate();

    @Override
    void close();

    /** Holds a descriptor that stays open at least until this is closed. Used by one thread. */
    interface Hold extends AutoCloseable {

        /** Returns the number, valid until this is closed. */
        int number();

        @Override
        void close();
    }
}
