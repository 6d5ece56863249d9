// SPDX-License-Identifier: Apache-2.0
/** Device models that are built in: a made-up accelerator, and an adder that works. */
package io.vfio4j.devices;
