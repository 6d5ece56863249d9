// SPDX-License-Identifier: Apache-2.0
/**
 * Knows the files below {@code /dev}: their names, who has them open, and why they do not open. For this module only.
 */
package io.vfio4j.kernel.node;
