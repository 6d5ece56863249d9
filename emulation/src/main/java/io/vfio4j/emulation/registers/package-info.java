// SPDX-License-Identifier: Apache-2.0
/**
 * Defines which bits of a function's registers answer a write, how, and what a reset leaves of them: one class for each
 * register family of the specification that does more than store bits.
 */
package io.vfio4j.emulation.registers;
