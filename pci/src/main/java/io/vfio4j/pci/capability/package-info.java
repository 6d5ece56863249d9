// SPDX-License-Identifier: Apache-2.0
/**
 * The two capability lists of a configuration space: ids, headers, walks that cope with any bytes, and the lengths of
 * structures.
 */
package io.vfio4j.pci.capability;
