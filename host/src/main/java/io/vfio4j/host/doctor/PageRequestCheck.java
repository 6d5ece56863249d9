// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import java.util.Optional;

/** Says what is known about page requests, which nothing that VFIO maps needs. */
final class PageRequestCheck extends FunctionCheck {
    PageRequestCheck() {
        super(
                "pri",
                "Page requests",
                "A device that uses memory that is not pinned must be able to ask for it; VFIO pins what it maps.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        if (!subject.config().extendedComplete()) {
            return Optional.empty();
        }
        return Optional.of(Diagnosis.ok(subject.config()
                .priEnabled()
                .map(enabled -> enabled ? "enabled" : "supported, not enabled; the driver does when it is used")
                .orElse("not supported: only pinned memory can be used")));
    }
}
