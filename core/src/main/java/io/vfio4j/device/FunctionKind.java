// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/** Tells physical from virtual functions of SR-IOV. */
public enum FunctionKind {
    PHYSICAL,
    VIRTUAL,
    UNKNOWN
}
