// SPDX-License-Identifier: Apache-2.0
/** Mapping memory for devices, in whatever way they were opened. For this module only. */
package io.vfio4j.kernel.dma;
