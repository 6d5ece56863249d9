// SPDX-License-Identifier: Apache-2.0
/**
 * The VFIO device: its one interface, what it is asked and answers, its errors, and the memory that it reaches by DMA.
 * The package is a little larger than others, because all of these name each other: DMA raises the device's errors, and
 * the device takes DMA's regions.
 */
package io.vfio4j.device;
