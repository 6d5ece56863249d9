// SPDX-License-Identifier: Apache-2.0
/**
 * The part of the host's operating system between a function and vfio-pci: power, resets, saved state, and what
 * it enables by itself.
 */
package io.vfio4j.emulation.host;
