// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * Describes an interrupt kind of a device: {@code struct vfio_irq_info}.
 *
 * @param index the interrupt kind; see {@link VfioPci}
 * @param flags VFIO_IRQ_INFO_ bits
 * @param count how many vectors the kind has, 0 when the device does not have it
 */
public record IrqInfo(int index, int flags, int count) {
    /** VFIO_IRQ_INFO_EVENTFD: can be signalled through an eventfd. */
    public static final int EVENTFD = 1;
    /** VFIO_IRQ_INFO_MASKABLE: supports ACTION_MASK and UNMASK. */
    public static final int MASKABLE = 1 << 1;
    /** VFIO_IRQ_INFO_AUTOMASKED: is masked when it fires, until its owner unmasks it. */
    public static final int AUTOMASKED = 1 << 2;
    /** VFIO_IRQ_INFO_NORESIZE: vectors cannot be added while some are in use. */
    public static final int NORESIZE = 1 << 3;

    /** Tells whether vectors of the kind can be signalled through an eventfd. */
    public boolean eventfd() {
        return (flags & EVENTFD) != 0;
    }

    /** Tells whether the kind takes {@link IrqSet.Action#MASK} and {@link IrqSet.Action#UNMASK}. */
    public boolean maskable() {
        return (flags & MASKABLE) != 0;
    }

    /** Tells whether a vector is masked when it fires, until its owner unmasks it. */
    public boolean automasked() {
        return (flags & AUTOMASKED) != 0;
    }

    /** Tells whether vectors can be added while some are in use: no NORESIZE. */
    public boolean resizable() {
        return (flags & NORESIZE) == 0;
    }
}
