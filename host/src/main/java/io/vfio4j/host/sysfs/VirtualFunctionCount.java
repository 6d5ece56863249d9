// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.pci.structure.SriovCapability;

/**
 * How many VFs a PF has.
 *
 * @param existing how many exist
 * @param possible how many there may be
 */
public record VirtualFunctionCount(int existing, int possible) {
    /** Of a function that can have none. */
    public static final VirtualFunctionCount NONE = new VirtualFunctionCount(0, 0);

    /** What a PF's registers say: NumVFs counts while VF Enable is set. */
    static VirtualFunctionCount of(SriovCapability capability) {
        return new VirtualFunctionCount(capability.vfEnable() ? capability.numVfs() : 0, capability.totalVfs());
    }
}
