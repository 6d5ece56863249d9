// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import io.vfio4j.pci.PciAddress;
import java.util.Optional;

/**
 * The outcome of a check.
 *
 * @param check the check's name, which does not change
 * @param title what was looked at, in a few words
 * @param function the function it is about; empty for the machine as a whole
 * @param physicalFunction its PF, when it is a VF: whose PASID and whose path then count
 * @param verdict what it comes to
 * @param read what was read
 * @param why why it matters
 * @param next what to do next; empty when nothing needs to be done
 */
public record Finding(
        String check,
        String title,
        Optional<PciAddress> function,
        Optional<PciAddress> physicalFunction,
        Verdict verdict,
        String read,
        String why,
        String next) {

    /** Of the machine as a whole. */
    public static Finding of(MachineCheck check, Diagnosis diagnosis) {
        return of(check, Optional.empty(), Optional.empty(), diagnosis);
    }

    /** Of one function. */
    public static Finding of(FunctionCheck check, Patient patient, Diagnosis diagnosis) {
        Optional<PciAddress> physical = Optional.of(patient.owner().address()).filter(_ -> patient.virtual());
        return of(check, Optional.of(patient.function().address()), physical, diagnosis);
    }

    private static Finding of(
            Check check, Optional<PciAddress> function, Optional<PciAddress> physical, Diagnosis diagnosis) {
        return new Finding(
                check.id(),
                check.title(),
                function,
                physical,
                diagnosis.verdict(),
                diagnosis.read(),
                check.why(),
                diagnosis.next());
    }
}
