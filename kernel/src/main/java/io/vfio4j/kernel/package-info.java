// SPDX-License-Identifier: Apache-2.0
/**
 * Devices through the kernel's own VFIO, and what their DMA is translated by: address spaces and page tables of an
 * iommufd, or the container of their groups.
 */
package io.vfio4j.kernel;
