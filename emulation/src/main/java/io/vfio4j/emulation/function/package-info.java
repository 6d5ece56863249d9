// SPDX-License-Identifier: Apache-2.0
/**
 * Builds PCI functions as hardware: registers, contents of BARs, virtual functions, and the bus through which a device
 * model reaches its driver.
 */
package io.vfio4j.emulation.function;
