// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.CapabilitiesWriter;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.PasidProposal;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import io.vfio4j.vfiouser.wire.VersionCapabilities.TwinSocket;
import io.vfio4j.vfiouser.wire.VersionMessage;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client has agreed on with its server.
 *
 * @param minor the minor version that the server has chosen
 * @param server what the server takes
 * @param twinSocket on which the server sends its commands
 */
record ClientHandshake(int minor, VersionCapabilities server, Optional<UnixSocket> twinSocket) {
    /** The version from which on servers know DEVICE_FEATURE, as libvfio-user counts (LIB_VFIO_USER_MINOR). */
    private static final int FEATURES_SINCE = 2;

    /** Proposes, and checks the answer. */
    static ClientHandshake shake(String name, ClientConnection connection, ClientOptions options) {
        String data = CapabilitiesWriter.command(proposal(options));
        VersionMessage command = new VersionMessage(VersionMessage.MAJOR, VersionMessage.MINOR, data);
        connection.begin();
        try {
            command.encode(connection.command(), ClientConnection.PAYLOAD);
            Message reply = connection.exchange(WireCommand.VERSION, command.size());
            VersionMessage answer = VersionMessage.decode(reply.segment(), reply.payload(), reply.length());
            VersionCapabilities server = answer.capabilities();
            check(name, answer, server, options);
            return new ClientHandshake(answer.minor(), server, twinSocket(name, reply, server.twinSocket(), options));
        } catch (MalformedMessageException malformed) {
            throw refused(name, String.valueOf(malformed.getMessage()));
        } finally {
            connection.end();
        }
    }

    private static VersionCapabilities proposal(ClientOptions options) {
        return new VersionCapabilities(
                options.maxMessageDescriptors(),
                options.maxTransferBytes(),
                DmaSpace.DEFAULT_MAX_REGIONS,
                DmaSpace.PAGE_SIZE,
                options.twinSocket() && options.maxMessageDescriptors() > 0
                        ? TwinSocket.SUPPORTED
                        : TwinSocket.UNSUPPORTED,
                true,
                options.pasidFormats().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new PasidProposal.Formats(options.pasidFormats())),
                OptionalLong.empty());
    }

    private static void check(String name, VersionMessage answer, VersionCapabilities server, ClientOptions options) {
        if (answer.major() != VersionMessage.MAJOR || answer.minor() > VersionMessage.MINOR) {
            throw refused(
                    name,
                    "version %d.%d, proposed %d.%d"
                            .formatted(answer.major(), answer.minor(), VersionMessage.MAJOR, VersionMessage.MINOR));
        }
        if (server.maxDataXferSize() == 0) {
            throw refused(name, "max_data_xfer_size is 0");
        }
        if (server.pasid().orElse(null) instanceof PasidProposal.Agreed agreed
                && !options.pasidFormats().contains(agreed.feature().format())) {
            throw refused(
                    name,
                    "PASID format %s was not proposed"
                            .formatted(agreed.feature().format().id()));
        }
    }

    private static Optional<UnixSocket> twinSocket(
            String name, Message reply, TwinSocket answer, ClientOptions options) {
        if (!answer.supported()) {
            return Optional.empty();
        }
        List<FileDescriptor> descriptors = reply.takeDescriptors();
        long index = answer.descriptorIndex().orElse(0);
        boolean there = options.twinSocket() && index < descriptors.size();
        for (int i = 0; i < descriptors.size(); i++) {
            if (!there || i != index) {
                descriptors.get(i).close();
            }
        }
        if (!there) {
            throw refused(name, "twin_socket without its descriptor, or without having been proposed");
        }
        return Optional.of(UnixSocket.of(descriptors.get((int) index)));
    }

    private static VfioException refused(String name, String why) {
        return new VfioException(name, "VFIO_USER_VERSION", Errno.EPROTO, "unacceptable answer of the server: " + why);
    }

    /** Whether the server says that it understands PASID agreements. */
    Optional<PasidProposal.Agreed> agreedPasid() {
        return server.pasid().orElse(null) instanceof PasidProposal.Agreed agreed
                ? Optional.of(agreed)
                : Optional.empty();
    }

    /**
     * Whether DEVICE_FEATURE may be sent. Servers of older versions do not know it, and that of rust-vmm, which speaks
     * 0.0, does not even skip its payload, so that nothing works after it.
     */
    boolean features() {
        return minor >= FEATURES_SINCE || agreedPasid().isPresent();
    }
}
