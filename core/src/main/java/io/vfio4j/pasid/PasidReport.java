// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what PASID a device offers, and how that is known.
 *
 * @param answers what each source said, in the order asked; the first one with an offer decides
 */
public record PasidReport(List<Answer> answers) {

    /** Names the sources of answers. */
    public enum Source {
        DEVICE_FEATURE("device-feature"),
        IOMMUFD("iommufd"),
        CONFIG_SPACE("config-space"),
        HOST_REGISTERS("host-registers");

        private final String id;

        Source(String id) {
            this.id = id;
        }

        /**
         * Returns the name in JSON: {@code device-feature}, {@code iommufd}, {@code config-space}, {@code
         * host-registers}.
         */
        public String id() {
            return id;
        }
    }

    /**
     * Holds the answer of one source.
     *
     * @param source who was asked
     * @param offer what it offers; null when it could not tell
     * @param text what it said, in a line for people, without a full stop
     */
    public record Answer(Source source, @Nullable PasidOffer offer, String text) {}

    public PasidReport {
        answers = List.copyOf(answers);
    }

    /** Returns the answer that decides; empty when no source could tell, which means no PASID. */
    public Optional<Answer> deciding() {
        return answers.stream().filter(answer -> answer.offer() != null).findFirst();
    }

    /** Returns what the deciding source offers. */
    public Optional<PasidOffer> offer() {
        return deciding().map(Answer::offer);
    }

    /** Tells whether there is a PASID capability, enabled or not. */
    public boolean supported() {
        return offer().map(PasidOffer::supported).orElse(false);
    }
}
