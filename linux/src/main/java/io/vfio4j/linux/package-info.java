/**
 * Descriptors, shared memory, events and UNIX sockets of Linux on x86-64 and aarch64, by way of the C library.
 *
 * <p>A function of the C library is linked when it is first called, because linking the first one takes some 190 ms.
 * Nothing on the way of a message allocates: structures live as long as the object that uses them. Failures are
 * {@link io.vfio4j.device.VfioException} with the errno; EINTR is never one of them.
 */
package io.vfio4j.linux;
