// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

/**
 * Hears what happens to a function. {@link BarContents} listen without being asked to; other parts of a device model do
 * after {@link Bus#listen}.
 *
 * <p>Called by the thread that causes the event, as a rule the one that serves the function, with no lock held. The
 * function waits meanwhile, so a listener that stops a thread of its own may join it. What a listener throws is logged
 * under {@code io.vfio4j.emulation}, and keeps neither the event nor the other listeners from going on.
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
