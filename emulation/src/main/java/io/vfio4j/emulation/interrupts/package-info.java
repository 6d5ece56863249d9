// SPDX-License-Identifier: Apache-2.0
/** Carries out VFIO_DEVICE_SET_IRQS for an emulated device: masking, and the events that are signalled. */
package io.vfio4j.emulation.interrupts;
