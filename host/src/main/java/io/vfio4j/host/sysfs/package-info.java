// SPDX-License-Identifier: Apache-2.0
/**
 * Reads functions, drivers, IOMMUs and the kernel itself from the files that the kernel shows. No native call is made
 * here.
 */
package io.vfio4j.host.sysfs;
