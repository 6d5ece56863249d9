// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.testing;

import io.vfio4j.device.EventDescriptor;
import java.util.concurrent.atomic.AtomicInteger;

/** An event that counts its signals and its references. */
public final class RecordedEvent implements EventDescriptor {
    private final AtomicInteger signals;
    private final AtomicInteger references;
    private boolean closed;

    public RecordedEvent() {
        this(new AtomicInteger(), new AtomicInteger());
    }

    private RecordedEvent(AtomicInteger signals, AtomicInteger references) {
        this.signals = signals;
        this.references = references;
        references.incrementAndGet();
    }

    public int signals() {
        return signals.get();
    }

    /** Returns how many references are open, this one included. */
    public int references() {
        return references.get();
    }

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    public void signal() {
        signals.incrementAndGet();
    }

    @Override
    public EventDescriptor duplicate() {
        return new RecordedEvent(signals, references);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            references.decrementAndGet();
        }
    }
}
