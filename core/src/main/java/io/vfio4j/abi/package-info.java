// SPDX-License-Identifier: Apache-2.0
/**
 * Structures of {@code linux/vfio.h} that the kernel's ioctls and vfio-user's messages have in common, for the
 * project's own modules.
 */
package io.vfio4j.abi;
