// SPDX-License-Identifier: Apache-2.0
/**
 * Shows the configuration space as vfio-pci does: hidden capabilities, virtual bits and write masks, as {@code
 * drivers/vfio/pci/vfio_pci_config.c} has them.
 */
package io.vfio4j.emulation.vfio;
