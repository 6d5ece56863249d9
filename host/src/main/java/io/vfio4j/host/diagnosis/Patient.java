// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import io.vfio4j.host.sysfs.FunctionConfig;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function that is examined.
 *
 * @param function itself
 * @param owner whose PASID capability counts: of a VF its PF, else the function itself
 * @param named whether the user asked for this function, and not for whatever there is
 */
public record Patient(SysfsFunction function, SysfsFunction owner, boolean named) {

    public static Patient of(SysfsFunction function, boolean named) {
        return new Patient(function, function.pasidOwner(), named);
    }

    /** The owner's registers. */
    public FunctionConfig config() {
        return owner.config();
    }

    public Optional<PasidStructure> pasid() {
        return config().pasid();
    }

    /** Whether PASID is enabled, which proves that the kernel found the path to be good. */
    public boolean pasidEnabled() {
        return pasid().map(structure -> structure.control().enabled()).orElse(false);
    }

    public boolean virtual() {
        return !owner.address().equals(function.address());
    }

    /** The owner and the bridges above it, up to the root port. */
    public List<SysfsFunction> path() {
        List<SysfsFunction> path = new ArrayList<>();
        path.add(owner);
        path.addAll(owner.bridges());
        return path;
    }
}
