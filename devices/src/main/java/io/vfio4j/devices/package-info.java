// SPDX-License-Identifier: Apache-2.0
/** Provides the built-in device models: a made-up accelerator, and an adder that works. */
package io.vfio4j.devices;
