// SPDX-License-Identifier: Apache-2.0
/**
 * The configuration space as vfio-pci shows it: hidden capabilities, virtual bits, write masks, byte for byte
 * as {@code drivers/vfio/pci/vfio_pci_config.c} does it.
 */
package io.vfio4j.emulation.vfio;
