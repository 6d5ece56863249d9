package io.vfio4j.user;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.pasid.PasidFeature;
import io.vfio4j.pasid.PasidFormat;
import io.vfio4j.user.wire.PasidProposal;
import io.vfio4j.user.wire.VersionCapabilities;
import io.vfio4j.user.wire.VersionCapabilities.TwinSocket;
import io.vfio4j.user.wire.VersionMessage;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What server and client have agreed on.
 *
 * <p>On PASID: a device reports it in one format under one index, and the four bytes do not say which format they are in.
 * So a client that proposes formats gets the device's as the answer when it is among them; a client that proposes nothing is
 * one of today, which can only mean the format that was proposed to Linux, the translated one. In every other case the
 * client would misread the report, and the server answers the feature with ENOTTY, as a device without it does.
 *
 * @param minor the version's minor number, the smaller of both
 * @param client what the client takes
 * @param server what the server takes, told in the reply
 * @param hiddenFeature the index of a PASID report that this client would misread
 */
record Agreement(int minor, VersionCapabilities client, VersionCapabilities server, OptionalInt hiddenFeature) {

    /** How a server with these options answers this proposal. */
    static Agreement on(VersionMessage proposal, ServerOptions options, VfioDevice device) {
        VersionCapabilities client = proposal.capabilities();
        Optional<PasidFeature> feature = device.pasidFeature();
        Optional<PasidFeature> agreed = feature.filter(offered -> readable(client.pasid(), offered.format()));
        VersionCapabilities server = new VersionCapabilities(
                options.maxMessageDescriptors(),
                options.maxTransferBytes(),
                options.maxDmaMappings(),
                options.pageSize(),
                twinSocket(client, options),
                options.writeMultiple() && client.writeMultiple(),
                agreed.filter(_ -> client.pasid().isPresent())
                        .map(format -> new PasidProposal.Agreed(format, device.functionKind())),
                OptionalLong.empty());
        OptionalInt hidden = feature.isPresent() && agreed.isEmpty()
                ? OptionalInt.of(feature.get().index())
                : OptionalInt.empty();
        return new Agreement(Math.min(proposal.minor(), VersionMessage.MINOR), client, server, hidden);
    }

    private static boolean readable(Optional<PasidProposal> proposal, PasidFormat format) {
        return proposal.orElse(null) instanceof PasidProposal.Formats formats
                ? formats.formats().contains(format)
                : format == PasidFormat.TRANSLATED;
    }

    private static TwinSocket twinSocket(VersionCapabilities client, ServerOptions options) {
        boolean possible = options.twinSocket() && client.twinSocket().supported() && client.maxMsgFds() > 0;
        return possible ? TwinSocket.over(0) : TwinSocket.UNSUPPORTED;
    }
}
