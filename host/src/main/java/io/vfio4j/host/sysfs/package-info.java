// SPDX-License-Identifier: Apache-2.0
/**
 * Functions, drivers, IOMMUs and the kernel itself, read from the files that the kernel shows. No native call
 * is made here.
 */
package io.vfio4j.host.sysfs;
