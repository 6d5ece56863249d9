package io.vfio4j.kernel.doctor;

import io.vfio4j.pci.PciAddress;
import java.util.Optional;

/**
 * The outcome of a check.
 *
 * @param check the check's name, which does not change
 * @param title what was looked at, in a few words
 * @param function the function it is about; empty for the machine as a whole
 * @param verdict what it comes to
 * @param read what was read
 * @param why why it matters
 * @param next what to do next; empty when nothing needs to be done
 */
public record Finding(
        String check,
        String title,
        Optional<PciAddress> function,
        Verdict verdict,
        String read,
        String why,
        String next) {

    static Finding of(Check check, Optional<PciAddress> function, Diagnosis diagnosis) {
        return new Finding(
                check.id(),
                check.title(),
                function,
                diagnosis.verdict(),
                diagnosis.read(),
                check.why(),
                diagnosis.next());
    }
}
