package io.vfio4j.device;

/** An event that one side signals and the other side waits for: an eventfd, or a stand-in of the same process. */
public interface EventDescriptor extends AutoCloseable {

    /** No event: takes away what was set before. Descriptor -1, as in the kernel's interface. */
    EventDescriptor NONE = new NoEvent();

    /** The file descriptor, or -1 when there is none. */
    int descriptor();

    /** Adds 1 to the event's counter. Any thread. Allocates nothing. */
    void signal();

    /** A second reference of the same event, closed on its own. */
    EventDescriptor duplicate();

    @Override
    void close();
}
