// SPDX-License-Identifier: Apache-2.0
/**
 * The two capability lists of a configuration space: ids, walks that cope with any bytes, and how long each
 * structure is.
 */
package io.vfio4j.pci.capability;
