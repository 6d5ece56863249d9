// SPDX-License-Identifier: Apache-2.0
/**
 * Drives PCI devices: {@link io.vfio4j.driver.PciDriver} over any {@link
 * io.vfio4j.device.VfioDevice}, be it behind a vfio-user socket, the kernel's, or emulated in the same process.
 */
package io.vfio4j.driver;
