// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/** What a PCI function is with regard to SR-IOV. */
public enum FunctionKind {
    PHYSICAL,
    VIRTUAL,
    UNKNOWN
}
