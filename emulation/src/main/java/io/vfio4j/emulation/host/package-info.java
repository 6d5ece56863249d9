// SPDX-License-Identifier: Apache-2.0
/**
 * Does what the host's operating system does between a function and vfio-pci: power, resets, saved state, and what it
 * enables by itself.
 */
package io.vfio4j.emulation.host;
