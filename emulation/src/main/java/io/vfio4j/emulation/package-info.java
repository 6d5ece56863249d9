// SPDX-License-Identifier: Apache-2.0
/**
 * A {@link io.vfio4j.device.VfioDevice} made of a PCI function in software: its views, options and samples.
 */
package io.vfio4j.emulation;
