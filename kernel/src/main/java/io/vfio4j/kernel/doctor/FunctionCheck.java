package io.vfio4j.kernel.doctor;

import java.util.Optional;

/** Something that one function needs. */
non-sealed interface FunctionCheck extends Check {
    /** What was found; empty when it says nothing about this function. */
    Optional<Diagnosis> examine(Machine machine, Patient patient);
}
