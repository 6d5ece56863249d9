// SPDX-License-Identifier: Apache-2.0
/**
 * Opens PCI functions in software as {@link io.vfio4j.device.VfioDevice}s: views, options, and device models that are
 * found by name.
 */
package io.vfio4j.emulation;
