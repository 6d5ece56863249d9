// SPDX-License-Identifier: Apache-2.0
/**
 * Lays out requests and structures of the kernel's VFIO and iommufd, and says what their errors mean. For this module
 * only.
 */
package io.vfio4j.kernel.ioctl;
