// SPDX-License-Identifier: Apache-2.0
/** Interrupts of an emulated device: VFIO_DEVICE_SET_IRQS, masking, and the events that are signalled. */
package io.vfio4j.emulation.interrupts;
