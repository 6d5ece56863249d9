// SPDX-License-Identifier: Apache-2.0
/** The client end of vfio-user: a device of another process as a {@link io.vfio4j.device.VfioDevice}. */
package io.vfio4j.vfiouser.client;
