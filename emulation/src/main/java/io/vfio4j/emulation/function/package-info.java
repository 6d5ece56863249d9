// SPDX-License-Identifier: Apache-2.0
/**
 * A PCI function as hardware: how it is built, what is behind its BARs, its virtual functions, and what it
 * reaches.
 */
package io.vfio4j.emulation.function;
