// SPDX-License-Identifier: Apache-2.0
/**
 * The vfio-user wire format, shared by client and server: QEMU's {@code docs/interop/vfio-user.rst}.
 *
 * <p>Everything is in the byte order of the host, and nothing is aligned: messages follow each other in a stream. Every
 * offset in this package counts from where the structure begins.
 */
package io.vfio4j.vfiouser.wire;
