// SPDX-License-Identifier: Apache-2.0
/**
 * Serves devices by vfio-user: offers any {@link io.vfio4j.device.VfioDevice} on a socket, to QEMU or to
 * another process.
 */
package io.vfio4j.vfiouser.server;
