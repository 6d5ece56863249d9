// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.diagnosis.Finding;
import java.util.Optional;

/** Checks something that the whole machine needs. */
public abstract non-sealed class MachineCheck extends Check {

    /** Describes a check by its name, by what it looks at, and by why that matters. */
    protected MachineCheck(String id, String title, String why) {
        super(id, title, why);
    }

    /** Judges a machine. */
    public abstract Diagnosis examine(Machine machine);

    /** Examines a machine; returns the outcome under this check's name. */
    public final Finding find(Machine machine) {
        return finding(Optional.empty(), Optional.empty(), examine(machine));
    }
}
