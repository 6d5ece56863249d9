// SPDX-License-Identifier: Apache-2.0
/**
 * Capability structures as records whose components are what the registers mean, and back to bytes. Each also
 * lists its registers field by field, for showing and comparing.
 */
package io.vfio4j.pci.structure;
