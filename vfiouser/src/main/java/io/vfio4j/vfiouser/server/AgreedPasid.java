// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.pasid.PasidData;
import io.vfio4j.vfiouser.wire.PasidProposal;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Shows a device with its PASID report as one client understands it.
 *
 * <p>A device reports in one form under one index, and the four bytes do not say which form they are in. A client that
 * proposes forms gets the device's own when it is among them. A client that proposes nothing knows the proposal to
 * Linux at most: index 11, translated; so it gets that, translated from whatever the device has. A client that proposes
 * only forms that cannot be had from the device's would misread the report, and gets ENOTTY, as from a device without
 * it.
 */
final class AgreedPasid extends ForwardingDevice {
    private final PasidFeature own;
    private final Optional<PasidFeature> shown;

    private AgreedPasid(VfioDevice device, PasidFeature own, Optional<PasidFeature> shown) {
        super(device);
        this.own = own;
        this.shown = shown;
    }

    /** Wraps a device that reports PASID, for a client with this proposal; another device stays as it is. */
    static VfioDevice of(VfioDevice device, Optional<PasidProposal> proposal) {
        return device.origin()
                .pasidFeature()
                .<VfioDevice>map(own -> new AgreedPasid(device, own, shown(proposal, own)))
                .orElse(device);
    }

    private static Optional<PasidFeature> shown(Optional<PasidProposal> proposal, PasidFeature own) {
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

    @Override
    public DeviceOrigin origin() {
        return DeviceOrigin.of(device().origin().functionKind(), shown);
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        int index = FeatureFlags.index(flags);
        if (shown.isPresent() && shown.get().index() == index) {
            return report(flags, data, shown.get().format());
        }
        if (index == own.index()) {
            FeatureFlags.checkWellFormed(name(), flags);
            throw FeatureFlags.failure(
                    name(), flags, Errno.ENOTTY, "the client has not agreed to the format of this report");
        }
        return super.feature(flags, data);
    }

    private int report(int flags, MemorySegment data, PasidFormat format) {
        int filled = super.feature((flags & ~FeatureFlags.INDEX_MASK) | own.index(), data);
        if (filled == PasidData.SIZE && format != own.format()) {
            PasidData.read(own.format(), data).translated().write(data);
        }
        return filled;
    }
}
