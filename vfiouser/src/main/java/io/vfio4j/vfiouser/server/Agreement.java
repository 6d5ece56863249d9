// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.CapabilitiesWriter;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.PasidProposal;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import io.vfio4j.vfiouser.wire.VersionCapabilities.TwinSocket;
import io.vfio4j.vfiouser.wire.VersionMessage;

/**
 * Holds what server and client have agreed on.
 *
 * @param device the device as this client sees it
 * @param client what the client takes
 * @param server what the server takes
 * @param answer payload of the reply
 */
record Agreement(VfioDevice device, VersionCapabilities client, VersionCapabilities server, VersionMessage answer) {

    /**
     * Answers the VERSION command of a client.
     *
     * @throws MalformedMessageException EPROTONOSUPPORT for another major version, EINVAL for a proposal that is none
     */
    static Agreement on(Message message, ServerOptions options, VfioDevice device) {
        VersionMessage proposal = VersionMessage.decode(message.segment(), message.payload(), message.length());
        if (proposal.major() != VersionMessage.MAJOR) {
            throw new MalformedMessageException(
                    Errno.EPROTONOSUPPORT, "version %d.%d".formatted(proposal.major(), proposal.minor()));
        }
        VersionCapabilities client = proposal.capabilities();
        VfioDevice shown = AgreedPasid.of(device, client.pasid());
        VersionCapabilities server = capabilities(client, options, shown);
        int room = message.length() - VersionMessage.SIZE - 1;
        VersionMessage answer = new VersionMessage(
                VersionMessage.MAJOR,
                Math.min(proposal.minor(), VersionMessage.MINOR),
                CapabilitiesWriter.reply(server, room));
        return new Agreement(shown, client, server, answer);
    }

    private static VersionCapabilities capabilities(
            VersionCapabilities client, ServerOptions options, VfioDevice shown) {
        return VersionCapabilities.builder()
                .maxMsgFds(options.maxMessageDescriptors())
                .maxDataXferSize(options.maxTransferBytes())
                .maxDmaMaps(options.maxDmaMappings())
                .pgsizes(options.pageSize())
                .twinSocket(twinSocket(client, options))
                .writeMultiple(options.writeMultiple() && client.writeMultiple())
                .pasid(client.pasid()
                        .flatMap(_ -> shown.origin().pasidFeature())
                        .map(feature ->
                                new PasidProposal.Agreed(feature, shown.origin().functionKind())))
                .build();
    }

    private static TwinSocket twinSocket(VersionCapabilities client, ServerOptions options) {
        boolean possible = options.twinSocket() && client.twinSocket().supported() && client.maxMsgFds() > 0;
        return possible ? TwinSocket.over(0) : TwinSocket.UNSUPPORTED;
    }
}
