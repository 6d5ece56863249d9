package io.vfio4j.kernel.doctor;

/** Something that the whole machine needs. */
non-sealed interface MachineCheck extends Check {
    Diagnosis examine(Machine machine);
}
