// SPDX-License-Identifier: Apache-2.0
/** Addresses, registers, BARs and configuration space as data. Nothing here reads or writes a device. */
package io.vfio4j.pci;
