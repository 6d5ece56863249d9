// SPDX-License-Identifier: Apache-2.0
/**
 * Drives devices through the kernel's own VFIO, and translates their DMA: address spaces and page tables of an iommufd,
 * or the container of their groups.
 */
package io.vfio4j.kernel;
