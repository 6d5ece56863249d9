// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.sysfs.FunctionConfig;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function that checks look at.
 *
 * @param function itself
 * @param owner the function whose PASID capability counts: of a VF its PF, else the function itself
 * @param named true when the user asked for this function, and not for whatever there is
 */
public record ExaminedFunction(SysfsFunction function, SysfsFunction owner, boolean named) {

    /** Finds the owner of its PASID. */
    public static ExaminedFunction of(SysfsFunction function, boolean named) {
        return new ExaminedFunction(function, function.pasidOwner(), named);
    }

    /** Returns the owner's registers. */
    public FunctionConfig config() {
        return owner.config();
    }

    /** Returns the owner's PASID capability; empty without one. */
    public Optional<PasidStructure> pasid() {
        return config().pasid();
    }

    /** Tells whether PASID is enabled, which proves that the kernel found the path to be good. */
    public boolean pasidEnabled() {
        return pasid().map(structure -> structure.control().enabled()).orElse(false);
    }

    /** Tells whether the function is a VF. */
    public boolean virtual() {
        return !owner.address().equals(function.address());
    }

    /** Returns the owner and the bridges above it, up to the root port. */
    public List<SysfsFunction> path() {
        List<SysfsFunction> path = new ArrayList<>();
        path.add(owner);
        path.addAll(owner.bridges());
        return path;
    }
}
