// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

/**
 * Hears what happens to a function. {@link BarContents} listen without being asked to; other parts of a device model do
 * after {@link Bus#listen}.
 *
 * <p>Called by the thread that causes the event, with no lock held: resets and changes of bus mastering come from the
 * thread that serves the function, {@link #connected} and {@link #disconnected} from whoever opens and closes the
 * device, which may be another one. The function waits meanwhile, so a listener may join a thread of its own that it
 * stops, unless that is in a memory access ({@link Bus} says why). What a listener throws is logged under {@code
 * io.vfio4j.emulation}, and keeps neither the event nor the other listeners from going on.
 */
public interface FunctionListener {

    /**
     * Hears that the function was reset: its configuration registers, bus mastering among them, have their reset
     * values.
     */
    default void reset() {}

    /**
     * Hears that the driver switched bus mastering on or off, or a reset switched it off. Memory can be reached from
     * just before the call with {@code true} until just before the call with {@code false}.
     *
     * @param enabled as {@link Bus#busMaster} returns it
     */
    default void busMasterChanged(boolean enabled) {}

    /** Hears that a device was opened over the function: interrupts and memory accesses reach its user from now on. */
    default void connected() {}

    /**
     * Hears that the device was closed: interrupts are dropped and memory accesses fail until the next one is opened.
     */
    default void disconnected() {}
}
