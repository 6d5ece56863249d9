// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Diagnosis;
import io.vfio4j.host.diagnosis.FunctionCheck;
import io.vfio4j.host.diagnosis.Machine;
import io.vfio4j.host.diagnosis.Patient;
import java.util.Optional;

/** What is known about page requests, which nothing that VFIO maps needs. */
final class PageRequestCheck implements FunctionCheck {

    @Override
    public String id() {
        return "pri";
    }

    @Override
    public String title() {
        return "Page requests";
    }

    @Override
    public String why() {
        return "A device that uses memory that is not pinned must be able to ask for it; VFIO pins what it maps.";
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, Patient patient) {
        if (!patient.config().extendedComplete()) {
            return Optional.empty();
        }
        return Optional.of(Diagnosis.ok(patient.config()
                .priEnabled()
                .map(enabled -> enabled ? "enabled" : "supported, not enabled; the driver does when it is used")
                .orElse("not supported: only pinned memory can be used")));
    }
}
