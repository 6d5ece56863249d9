// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.stream.SocketTransport;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.CapabilitiesWriter;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.PasidProposal;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import io.vfio4j.vfiouser.wire.VersionCapabilities.TwinSocket;
import io.vfio4j.vfiouser.wire.VersionMessage;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.List;
import java.util.Optional;

/**
 * Holds what a client has agreed on with its server.
 *
 * @param minor the minor version that the server has chosen
 * @param server what the server takes
 * @param twinSocket on which the server sends its commands
 */
record ClientHandshake(int minor, VersionCapabilities server, Optional<Transport> twinSocket) {
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
        boolean twinSocket = options.twinSocket() && options.maxMessageDescriptors() > 0;
        return VersionCapabilities.builder()
                .maxMsgFds(options.maxMessageDescriptors())
                .maxDataXferSize(options.maxTransferBytes())
                .maxDmaMaps(DmaSpace.DEFAULT_MAX_REGIONS)
                .pgsizes(DmaSpace.PAGE_SIZE)
                .twinSocket(twinSocket ? TwinSocket.SUPPORTED : TwinSocket.UNSUPPORTED)
                .writeMultiple(true)
                .pasid(
                        options.pasidFormats().isEmpty()
                                ? Optional.empty()
                                : Optional.of(new PasidProposal.Formats(options.pasidFormats())))
                .build();
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

    private static Optional<Transport> twinSocket(
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
        return Optional.of(SocketTransport.of(descriptors.get((int) index)));
    }

    private static VfioException refused(String name, String why) {
        return WireCommand.VERSION.failure(name, Errno.EPROTO, "unacceptable answer of the server: " + why);
    }

    /** Returns what was agreed on PASID; empty when the server does not say that it understands that. */
    Optional<PasidProposal.Agreed> agreedPasid() {
        return server.pasid().orElse(null) instanceof PasidProposal.Agreed agreed
                ? Optional.of(agreed)
                : Optional.empty();
    }

    /**
     * Tells whether the server is of the version that libvfio-user and QEMU speak. Servers of older ones do not know
     * DEVICE_FEATURE, and that of rust-vmm, which speaks 0.0, does not even skip its payload, so that nothing works
     * after it. What is built on that takes accesses to the configuration space only as large as a register: usbvfiod
     * ends at any other.
     */
    boolean features() {
        return minor >= FEATURES_SINCE || agreedPasid().isPresent();
    }
}
