// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.pci.structure.SriovCapability;

/**
 * Counts the VFs of a PF.
 *
 * @param existing how many exist
 * @param possible how many there may be
 */
public record VirtualFunctionCount(int existing, int possible) {
    /** No VFs, and no room for any. */
    static final VirtualFunctionCount NONE = new VirtualFunctionCount(0, 0);

    /** Counts by a PF's registers: NumVFs counts while VF Enable is set. */
    static VirtualFunctionCount of(SriovCapability capability) {
        return new VirtualFunctionCount(capability.vfEnable() ? capability.numVfs() : 0, capability.totalVfs());
    }
}
