// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.interrupts;

import io.vfio4j.device.EventDescriptor;

/** Holds the one event of the ERR or REQ index: vfio_pci_set_ctx_trigger_single(). Any thread. */
public final class NotificationEvent {
    private EventDescriptor event = EventDescriptor.NONE;

    /** Takes a reference of an event in place of the one before. */
    synchronized void set(EventDescriptor wanted) {
        EventDescriptor taken = wanted.duplicate();
        event.close();
        event = taken;
    }

    /** Gives the event back. Returns whether there was one. */
    public synchronized boolean clear() {
        boolean present = !EventDescriptor.NONE.equals(event);
        event.close();
        event = EventDescriptor.NONE;
        return present;
    }

    /** Signals the event, if there is one. Returns whether there was. */
    public synchronized boolean signal() {
        event.signal();
        return !EventDescriptor.NONE.equals(event);
    }
}
