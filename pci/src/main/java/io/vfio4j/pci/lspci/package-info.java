// SPDX-License-Identifier: Apache-2.0
/**
 * Dumps of configuration spaces in the format of {@code lspci -x}, {@code -xxx} and {@code -xxxx} (pciutils).
 */
package io.vfio4j.pci.lspci;
