// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.pci.PciAddress;
import java.util.Optional;

/** Checks something that one function needs. */
public abstract non-sealed class FunctionCheck extends Check {

    /** Describes a check by its name, by what it looks at, and by why that matters. */
    protected FunctionCheck(String id, String title, String why) {
        super(id, title, why);
    }

    /** Judges a function; empty when this check has nothing to say about it. */
    public abstract Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject);

    /** Examines a function; returns the outcome, if any, under this check's name. */
    public final Optional<Finding> find(Machine machine, ExaminedFunction subject) {
        Optional<PciAddress> physical = Optional.of(subject.owner().address()).filter(_ -> subject.virtual());
        return examine(machine, subject)
                .map(diagnosis -> finding(Optional.of(subject.function().address()), physical, diagnosis));
    }
}
