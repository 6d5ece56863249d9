// SPDX-License-Identifier: Apache-2.0
/** Maps memory for devices, in whatever way they were opened. For this module only. For this module only. */
package io.vfio4j.kernel.dma;
