// SPDX-License-Identifier: Apache-2.0
/**
 * The VFIO device: its one interface, what it is asked and answers, its errors, and the memory that it reaches
 * by DMA.
 */
package io.vfio4j.device;
