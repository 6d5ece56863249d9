// SPDX-License-Identifier: Apache-2.0
/**
 * Encodes and decodes the messages of vfio-user, for client and server: QEMU's {@code docs/interop/vfio-user.rst}.
 *
 * <p>Everything is in the byte order of the host, and nothing is aligned: messages follow each other in a stream. Every
 * offset in this package counts from where the structure begins.
 */
package io.vfio4j.vfiouser.wire;
