// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

/** Something that the whole machine needs. */
public non-sealed interface MachineCheck extends Check {
    Diagnosis examine(Machine machine);
}
