/** The registers of a function: which bits answer a write, how, and what a reset leaves of them. */
package io.vfio4j.emulation.registers;
