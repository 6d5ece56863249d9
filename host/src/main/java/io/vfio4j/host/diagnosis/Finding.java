// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import io.vfio4j.pci.PciAddress;
import java.util.List;
import java.util.Optional;

/**
 * Tells the outcome of a check. Immutable.
 *
 * @param check the check's name, which does not change: {@code acs-path}
 * @param title what was looked at, in a few words
 * @param function the function it is about; empty for the machine as a whole
 * @param physicalFunction the function's PF when it is a VF, whose PASID and whose path are the PF's
 * @param verdict the judgement
 * @param read what was read, in words, without a full stop
 * @param why why it matters, in a sentence
 * @param next what to do, one step after the other; none when nothing needs to be done
 */
public record Finding(
        String check,
        String title,
        Optional<PciAddress> function,
        Optional<PciAddress> physicalFunction,
        Verdict verdict,
        String read,
        String why,
        List<Step> next) {

    /** Copies the list of steps. */
    public Finding {
        next = List.copyOf(next);
    }
}
