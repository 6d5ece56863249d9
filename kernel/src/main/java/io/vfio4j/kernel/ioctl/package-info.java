// SPDX-License-Identifier: Apache-2.0
/**
 * Requests and structures of the kernel's VFIO and iommufd, and what their errors mean. For this module only.
 */
package io.vfio4j.kernel.ioctl;
