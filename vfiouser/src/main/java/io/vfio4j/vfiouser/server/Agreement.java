// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.wire.PasidProposal;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import io.vfio4j.vfiouser.wire.VersionCapabilities.TwinSocket;
import io.vfio4j.vfiouser.wire.VersionMessage;
import java.util.OptionalLong;

/**
 * What server and client have agreed on.
 *
 * @param minor the version's minor number, the smaller of both
 * @param client what the client takes
 * @param server what the server takes, told in the reply
 * @param pasid how the client gets the device's PASID report
 */
record Agreement(int minor, VersionCapabilities client, VersionCapabilities server, PasidDelivery pasid) {

    /** How a server with these options answers this proposal. */
    static Agreement on(VersionMessage proposal, ServerOptions options, VfioDevice device) {
        VersionCapabilities client = proposal.capabilities();
        PasidDelivery pasid = PasidDelivery.of(client.pasid(), device.origin().pasidFeature());
        VersionCapabilities server = new VersionCapabilities(
                options.maxMessageDescriptors(),
                options.maxTransferBytes(),
                options.maxDmaMappings(),
                options.pageSize(),
                twinSocket(client, options),
                options.writeMultiple() && client.writeMultiple(),
                pasid.delivered()
                        .filter(_ -> client.pasid().isPresent())
                        .map(feature -> new PasidProposal.Agreed(
                                feature, device.origin().functionKind())),
                OptionalLong.empty());
        return new Agreement(Math.min(proposal.minor(), VersionMessage.MINOR), client, server, pasid);
    }

    private static TwinSocket twinSocket(VersionCapabilities client, ServerOptions options) {
        boolean possible = options.twinSocket() && client.twinSocket().supported() && client.maxMsgFds() > 0;
        return possible ? TwinSocket.over(0) : TwinSocket.UNSUPPORTED;
    }
}
