// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.pci.PciAddress;
import java.util.Optional;

/** Checks one thing that PASID needs. */
abstract sealed class Check permits MachineCheck, FunctionCheck {
    private final String id;
    private final String title;
    private final String why;

    /**
     * Describes a check.
     *
     * @param id its name, which does not change: {@code acs-path}
     * @param title what it looks at, in a few words
     * @param why why that matters, in a sentence
     */
    Check(String id, String title, String why) {
        this.id = id;
        this.title = title;
        this.why = why;
    }

    final Finding finding(Optional<PciAddress> function, Optional<PciAddress> physicalFunction, Diagnosis diagnosis) {
        return new Finding(
                id, title, function, physicalFunction, diagnosis.verdict(), diagnosis.read(), why, diagnosis.next());
    }
}
