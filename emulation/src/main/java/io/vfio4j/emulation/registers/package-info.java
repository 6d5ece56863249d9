// SPDX-License-Identifier: Apache-2.0
/**
 * The registers of a function: which bits answer a write, how, and what a reset leaves of them. One class for
 * each register family of the specification, which makes the package a little larger than others.
 */
package io.vfio4j.emulation.registers;
