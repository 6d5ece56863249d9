/** Devices through the kernel's own VFIO, and iommufd: address spaces, page tables, and what is attached to them. */
package io.vfio4j.kernel.device;
