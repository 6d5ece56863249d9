package io.vfio4j.device;

/** The absence of an event. */
final class NoEvent implements EventDescriptor {
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
}
