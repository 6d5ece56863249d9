// SPDX-License-Identifier: Apache-2.0
/** Drives devices of vfio-user servers, each as a {@link io.vfio4j.device.VfioDevice}. */
package io.vfio4j.vfiouser.client;
