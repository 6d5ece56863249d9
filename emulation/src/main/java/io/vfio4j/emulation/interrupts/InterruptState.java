// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.interrupts;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.host.HostPower;
import io.vfio4j.pci.Registers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Knows which interrupt index is in use and with which events: the state behind drivers/vfio/pci/vfio_pci_intrs.c.
 *
 * <p>Only one of INTx, MSI and MSI-X is in use at a time. INTx masks itself when it fires; one that arrives while it is
 * masked is delivered when it is unmasked. Any thread.
 */
public final class InterruptState {
    private static final int NONE = -1;
    private static final EventDescriptor[] NO_EVENTS = {};

    private final PciFunction function;
    private final @Nullable HostFunction host;
    private volatile int index = NONE;
    private EventDescriptor[] triggers = NO_EVENTS;
    private int allocated;
    private volatile boolean disabledByUser;
    private boolean masked;
    private boolean pending;
    private volatile int msiQueueMaximum;

    /** Keeps the interrupts of a function that a host kernel has in hand. */
    public InterruptState(HostFunction host) {
        this.function = host.function();
        this.host = host;
    }

    /** Keeps the interrupts of a bare function: its registers are its user's, and nothing here changes them. */
    public InterruptState(PciFunction function) {
        this.function = function;
        this.host = null;
    }

    boolean inUse(int wanted) {
        return index == wanted;
    }

    boolean noneInUse() {
        return index == NONE;
    }

    public boolean msiInUse() {
        return index == VfioPci.MSI_IRQ;
    }

    /** Returns the largest number of MSI vectors set up so far, as a power of two: msi_qmax. */
    public int msiQueueMaximum() {
        return msiQueueMaximum;
    }

    /** Takes the user's INTx Disable bit, which masks INTx: virq_disabled. */
    public void setDisabledByUser(boolean disabled) {
        if (disabled != disabledByUser) {
            changeDisabledByUser(disabled);
        }
    }

    private synchronized void changeDisabledByUser(boolean disabled) {
        disabledByUser = disabled;
        if (disabled) {
            maskIntx();
        } else {
            unmaskIntx();
        }
    }

    synchronized void maskIntx() {
        if (index == VfioPci.INTX_IRQ) {
            masked = true;
        }
        setIntxSignalling(false);
    }

    synchronized void unmaskIntx() {
        if (index != VfioPci.INTX_IRQ) {
            setIntxSignalling(true);
        } else if (masked && !disabledByUser) {
            if (pending && !disabledInRegister()) {
                pending = false;
                triggers[0].signal();
            } else {
                masked = false;
                setIntxSignalling(true);
            }
        }
    }

    /** Delivers an INTx that arrived while a bare function's own INTx Disable bit was set, once that is clear. */
    public synchronized void commandChanged() {
        if (index == VfioPci.INTX_IRQ && pending && !masked && !disabledByUser && !disabledInRegister()) {
            pending = false;
            masked = true;
            triggers[0].signal();
        }
    }

    synchronized void enableIntx(EventDescriptor event) {
        triggers = new EventDescriptor[] {event.duplicate()};
        masked = disabledByUser;
        pending = false;
        index = VfioPci.INTX_IRQ;
        setIntxSignalling(!masked);
    }

    /** Sets MSI or MSI-X up for the first vectors; more of MSI-X can follow, up to {@code vectors}. */
    synchronized void enableMessages(int wanted, int first, int vectors) {
        if (host != null && host.power().state() != HostPower.D0) {
            throw failed(wanted, Errno.EINVAL, "function is not in D0");
        }
        if (first == 0) {
            throw failed(wanted, Errno.ERANGE, "no vectors");
        }
        int log2 = 32 - Integer.numberOfLeadingZeros(first - 1);
        if (host != null && wanted == VfioPci.MSI_IRQ) {
            host.messages().enableMsi(log2);
        } else if (host != null) {
            host.messages().enableMsix();
        }
        triggers = new EventDescriptor[vectors];
        Arrays.fill(triggers, EventDescriptor.NONE);
        allocated = wanted == VfioPci.MSI_IRQ ? first : vectors;
        index = wanted;
        if (wanted == VfioPci.MSI_IRQ) {
            msiQueueMaximum = log2;
        }
    }

    /** Replaces the event of a vector. */
    synchronized void setTrigger(int vector, EventDescriptor event) {
        EventDescriptor old = triggers[vector];
        triggers[vector] = EventDescriptor.NONE;
        old.close();
        if (EventDescriptor.NONE.equals(event)) {
            return;
        }
        if (vector >= allocated && index != VfioPci.INTX_IRQ) {
            throw failed(index, Errno.EINVAL, "vector %d was not set up with the first ones".formatted(vector));
        }
        triggers[vector] = event.duplicate();
    }

    /** Signals as the hardware would, at the user's request and without masking. */
    synchronized void loopBack(int vector) {
        if (index != VfioPci.INTX_IRQ || !disabledByUser) {
            triggers[vector].signal();
        }
    }

    /** Takes whatever is in use out of use. */
    public synchronized void disable() {
        for (EventDescriptor trigger : triggers) {
            trigger.close();
        }
        triggers = NO_EVENTS;
        if (host != null && (index == VfioPci.MSI_IRQ || index == VfioPci.MSIX_IRQ)) {
            host.messages().disable();
            if (host.intxBroken()) {
                host.setIntx(false);
            }
        }
        index = NONE;
        masked = false;
        pending = false;
    }

    /**
     * Signals the event of a vector, in whichever way is set up. INTx is masked here only and not in the command
     * register, which belongs to the user's thread and shows the user no difference. Messages are writes to memory, and
     * bus mastering permits them or not, as it does all others (PCIe 6.0, 7.5.1.1.3).
     *
     * @param vector counted from 0; INTx takes any
     * @return whether an event was signalled
     */
    public synchronized boolean raise(int vector) {
        int wanted = index == VfioPci.INTX_IRQ ? Math.min(vector, 0) : vector;
        if (wanted < 0 || wanted >= triggers.length) {
            return false;
        }
        if (index == VfioPci.INTX_IRQ) {
            if (masked || disabledByUser || disabledInRegister()) {
                pending = true;
                return false;
            }
            masked = true;
        } else if (!function.bus().busMaster()) {
            return false;
        }
        triggers[wanted].signal();
        return !EventDescriptor.NONE.equals(triggers[wanted]);
    }

    private boolean disabledInRegister() {
        return host == null && (function.readConfig(Registers.COMMAND, 2) & Registers.COMMAND_INTX_DISABLE) != 0;
    }

    private void setIntxSignalling(boolean enabled) {
        if (host != null && host.intxMaskable()) {
            host.setIntx(enabled);
        }
    }

    private VfioException failed(int which, Errno errno, String detail) {
        return new VfioException(
                "pci:" + function.address(),
                "VFIO_DEVICE_SET_IRQS(%s)".formatted(VfioPci.irqName(which)),
                errno,
                detail);
    }
}
