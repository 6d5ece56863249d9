// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.interrupts;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;

/**
 * Carries out VFIO_DEVICE_GET_IRQ_INFO and VFIO_DEVICE_SET_IRQS: the checks of vfio_set_irqs_validate_and_prepare()
 * (drivers/vfio/vfio_main.c), then vfio_pci_set_irqs_ioctl() (drivers/vfio/pci/vfio_pci_intrs.c).
 *
 * <p>One thing differs: an event that unmasks INTx when its user signals it is refused with ENOTTY, since nobody here
 * waits for events.
 */
public final class InterruptRequests {
    private final String target;
    private final InterruptCounts counts;
    private final InterruptState state;
    private final NotificationEvent error = new NotificationEvent();
    private final NotificationEvent request = new NotificationEvent();

    public InterruptRequests(String target, InterruptCounts counts, InterruptState state) {
        this.target = target;
        this.counts = counts;
        this.state = state;
    }

    /** Returns the event of the ERR index. */
    public NotificationEvent error() {
        return error;
    }

    /** Returns the event of the REQ index. */
    public NotificationEvent request() {
        return request;
    }

    public IrqInfo info(int index) {
        if (!counts.known(index)) {
            throw new VfioException(
                    target, "VFIO_DEVICE_GET_IRQ_INFO(%d)".formatted(index), Errno.EINVAL, "there is no such index");
        }
        return counts.info(index);
    }

    public void handle(IrqSet set) {
        requireValid(set);
        switch (set.index()) {
            case VfioPci.INTX_IRQ -> intx(set);
            case VfioPci.MSI_IRQ, VfioPci.MSIX_IRQ -> messages(set);
            default -> notification(set);
        }
    }

    private void requireValid(IrqSet set) {
        int vectors = counts.of(set.index());
        if (set.index() < 0 || set.index() >= VfioPci.IRQS) {
            throw failed(set, Errno.EINVAL, "there is no such index");
        }
        if (set.start() < 0 || set.count() < 0 || set.start() >= vectors || set.count() > vectors - set.start()) {
            throw failed(set, Errno.EINVAL, "the index has %d vectors".formatted(vectors));
        }
        int given = switch (set.data()) {
            case Data.None() -> set.count();
            case Data.Bools bools -> bools.values().size();
            case Data.Events events -> events.events().size();
        };
        if (given < set.count()) {
            throw failed(set, Errno.EINVAL, "data for %d vectors only".formatted(given));
        }
    }

    private void intx(IrqSet set) {
        boolean inUse = state.inUse(VfioPci.INTX_IRQ);
        if (set.action() == Action.TRIGGER && inUse && disables(set)) {
            state.disable();
            return;
        }
        boolean usable = inUse || (set.action() == Action.TRIGGER && state.noneInUse());
        if (!usable || set.count() != 1) {
            throw failed(set, Errno.EINVAL, usable ? "INTx has one vector" : "INTx is not in use");
        }
        switch (set.action()) {
            case MASK -> mask(set);
            case UNMASK -> unmask(set);
            case TRIGGER -> triggerIntx(set, inUse);
        }
    }

    private void mask(IrqSet set) {
        if (set.data() instanceof Data.Events) {
            throw failed(set, Errno.ENOTTY, "INTx cannot be masked by an event");
        }
        if (chosen(set, 0)) {
            state.maskIntx();
        }
    }

    private void unmask(IrqSet set) {
        if (set.data() instanceof Data.Events events) {
            if (!EventDescriptor.NONE.equals(events.events().getFirst())) {
                throw failed(set, Errno.ENOTTY, "INTx of an emulated function cannot be unmasked by an event");
            }
        } else if (chosen(set, 0)) {
            state.unmaskIntx();
        }
    }

    private void triggerIntx(IrqSet set, boolean inUse) {
        if (set.data() instanceof Data.Events events) {
            EventDescriptor event = events.events().getFirst();
            if (inUse) {
                state.setTrigger(0, event);
            } else {
                state.enableIntx(event);
            }
        } else if (!inUse) {
            throw failed(set, Errno.EINVAL, "INTx is not in use");
        } else if (chosen(set, 0)) {
            state.loopBack(0);
        }
    }

    private void messages(IrqSet set) {
        if (set.action() != Action.TRIGGER) {
            throw failed(set, Errno.ENOTTY, "vectors of messages cannot be masked");
        }
        boolean inUse = state.inUse(set.index());
        if (inUse && disables(set)) {
            state.disable();
            return;
        }
        if (!inUse && !state.noneInUse()) {
            throw failed(set, Errno.EINVAL, "another index is in use");
        }
        if (set.data() instanceof Data.Events events) {
            if (inUse) {
                setTriggers(set, events);
            } else {
                state.enableMessages(set.index(), set.start() + set.count(), counts.of(set.index()));
                setFirstTriggers(set, events);
            }
            return;
        }
        if (!inUse) {
            throw failed(set, Errno.EINVAL, "the index is not in use");
        }
        for (int i = 0; i < set.count(); i++) {
            if (chosen(set, i)) {
                state.loopBack(set.start() + i);
            }
        }
    }

    private void setFirstTriggers(IrqSet set, Data.Events events) {
        try {
            setTriggers(set, events);
        } catch (RuntimeException failure) {
            state.disable();
            throw failure;
        }
    }

    /** Sets the events of a range, all or none: after a failure, no vector of it has an event. */
    private void setTriggers(IrqSet set, Data.Events events) {
        int done = 0;
        try {
            for (; done < set.count(); done++) {
                state.setTrigger(set.start() + done, events.events().get(done));
            }
        } catch (RuntimeException failure) {
            for (int i = 0; i <= done; i++) {
                state.setTrigger(set.start() + i, EventDescriptor.NONE);
            }
            throw failure;
        }
    }

    private void notification(IrqSet set) {
        if (set.action() != Action.TRIGGER) {
            throw failed(set, Errno.ENOTTY, "notifications cannot be masked");
        }
        NotificationEvent event = set.index() == VfioPci.ERR_IRQ ? error : request;
        if (set.count() == 0) {
            if (!disables(set) || !event.clear()) {
                throw failed(set, Errno.EINVAL, "no vectors");
            }
            return;
        }
        switch (set.data()) {
            case Data.None() -> {
                if (!event.signal()) {
                    throw failed(set, Errno.EINVAL, "no event is set");
                }
            }
            case Data.Bools _ -> {
                if (chosen(set, 0)) {
                    event.signal();
                }
            }
            case Data.Events events -> event.set(events.events().getFirst());
        }
    }

    private static boolean disables(IrqSet set) {
        return set.count() == 0 && set.data() instanceof Data.None;
    }

    private static boolean chosen(IrqSet set, int i) {
        return !(set.data() instanceof Data.Bools bools) || bools.values().get(i);
    }

    private VfioException failed(IrqSet set, Errno errno, String detail) {
        String operation = "VFIO_DEVICE_SET_IRQS(%s, start=%d, count=%d, %s)"
                .formatted(VfioPci.irqName(set.index()), set.start(), set.count(), set.action());
        return new VfioException(target, operation, errno, detail);
    }
}
