// SPDX-License-Identifier: Apache-2.0
/** Operations on a device's own descriptor: regions, interrupts, features, mappings. For this module only. */
package io.vfio4j.kernel.descriptor;
