// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import java.util.Optional;

/** Something that one function needs. */
public non-sealed interface FunctionCheck extends Check {
    /** What was found; empty when it says nothing about this function. */
    Optional<Diagnosis> examine(Machine machine, Patient patient);
}
