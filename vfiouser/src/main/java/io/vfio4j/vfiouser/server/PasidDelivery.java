// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.vfiouser.wire.PasidProposal;
import java.util.List;
import java.util.Optional;

/**
 * How a client gets a device's PASID report.
 *
 * <p>A device reports in one form under one index, and the four bytes do not say which form they are in. A client that
 * proposes forms gets the device's own when it is among them. A client that proposes nothing knows the proposal to
 * Linux at most: index 11, translated; so it gets that, translated from whatever the device has. A client that proposes
 * only forms that cannot be had from the device's would misread the report, and gets ENOTTY, as from a device without
 * it.
 *
 * @param device the device's own feature; empty when it has none
 * @param delivered the feature as the client sees it; empty when there is none or it is hidden
 */
record PasidDelivery(Optional<PasidFeature> device, Optional<PasidFeature> delivered) {
    static final PasidDelivery NONE = new PasidDelivery(Optional.empty(), Optional.empty());

    static PasidDelivery of(Optional<PasidProposal> proposal, Optional<PasidFeature> device) {
        return new PasidDelivery(device, device.flatMap(own -> deliver(proposal, own)));
    }

    private static Optional<PasidFeature> deliver(Optional<PasidProposal> proposal, PasidFeature own) {
        if (!(proposal.orElse(null) instanceof PasidProposal.Formats(List<PasidFormat> understood))) {
            return Optional.of(PasidFeature.PROPOSED);
        }
        if (understood.contains(own.format())) {
            return Optional.of(own);
        }
        return understood.contains(PasidFormat.TRANSLATED)
                ? Optional.of(new PasidFeature(own.index(), PasidFormat.TRANSLATED))
                : Optional.empty();
    }

    /** Whether a request at this index is for the report that the client sees. */
    boolean delivers(int index) {
        return delivered.isPresent() && delivered.get().index() == index;
    }

    /** Whether a request at this index would reach the report in a form, or at an index, that was not agreed. */
    boolean hides(int index) {
        return device.isPresent() && device.get().index() == index && !delivers(index);
    }
}
