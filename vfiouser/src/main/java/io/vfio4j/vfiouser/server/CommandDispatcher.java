// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.CapabilitiesWriter;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import io.vfio4j.vfiouser.wire.VersionMessage;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out a client's commands on the device, by the command's number. */
final class CommandDispatcher {
    private final VfioDevice device;
    private final ServerOptions options;
    private final Supplier<ServerCommands> mainSocket;
    private final int maxMessage;

    private final InfoCommands info;
    private final IrqCommands irqs;
    private final RegionCommands regions;
    private final FeatureCommand feature;
    private final DmaCommands dma;

    private @Nullable Agreement agreement;
    private volatile @Nullable TwinSocketCommands twin;
    private volatile boolean interrupted;
    private @Nullable MessageDma messageDma;

    /**
     * For one client.
     *
     * @param mainSocket the way of the server's own commands when there is no twin socket
     * @param maxMessage bytes that a message may have
     */
    CommandDispatcher(VfioDevice device, ServerOptions options, Supplier<ServerCommands> mainSocket, int maxMessage) {
        this.device = device;
        this.options = options;
        this.mainSocket = mainSocket;
        this.maxMessage = maxMessage;
        this.info = new InfoCommands(device);
        this.irqs = new IrqCommands(device);
        this.regions = new RegionCommands(device, options.maxTransferBytes());
        this.feature = new FeatureCommand(device, options.maxTransferBytes());
        this.dma = new DmaCommands(device, options, this::messageDma);
    }

    /** Whether a VERSION message was accepted, before which no other command is. */
    boolean negotiated() {
        return agreement != null;
    }

    /**
     * Carries out a command.
     *
     * @throws MalformedMessageException with the errno for the client
     * @throws io.vfio4j.device.VfioException as above
     */
    void carryOut(Message message, Reply reply) {
        WireCommand command = WireCommand.of(message.command());
        if (command == null) {
            throw new MalformedMessageException(Errno.ENOSYS, "unknown command " + message.command());
        }
        checkDescriptors(command, message);
        switch (command) {
            case REGION_READ -> regions.read(message, reply);
            case REGION_WRITE -> regions.write(message, reply);
            case REGION_WRITE_MULTI -> regions.writeMulti(message, reply);
            case VERSION -> version(message, reply);
            case DMA_MAP -> dma.map(message);
            case DMA_UNMAP -> dma.unmap(message, reply);
            case DEVICE_GET_INFO -> info.device(message, reply);
            case DEVICE_GET_REGION_INFO -> info.region(message, reply, client().maxMsgFds() > 0);
            case DEVICE_GET_REGION_IO_FDS -> info.regionIoDescriptors(message, reply);
            case DEVICE_GET_IRQ_INFO -> info.irq(message, reply);
            case DEVICE_SET_IRQS -> irqs.set(message);
            case DEVICE_RESET -> device.reset();
            case DEVICE_FEATURE -> feature.feature(message, reply, pasidDelivery());
            case MIG_DATA_READ, MIG_DATA_WRITE ->
                throw new MalformedMessageException(Errno.EOPNOTSUPP, "the device does not migrate");
            case DMA_READ, DMA_WRITE ->
                throw new MalformedMessageException(Errno.ENOSYS, command + " is not for a server");
        }
    }

    private static void checkDescriptors(WireCommand command, Message message) {
        message.delivery().requireComplete();
        if (message.descriptors() > 0 && command != WireCommand.DMA_MAP && command != WireCommand.DEVICE_SET_IRQS) {
            throw new MalformedMessageException("%d descriptors with %s".formatted(message.descriptors(), command));
        }
    }

    private void version(Message message, Reply reply) {
        if (agreement != null) {
            throw new MalformedMessageException("VERSION a second time");
        }
        VersionMessage proposal = VersionMessage.decode(message.segment(), message.payload(), message.length());
        if (proposal.major() != VersionMessage.MAJOR) {
            throw new MalformedMessageException(
                    Errno.EPROTONOSUPPORT, "version %d.%d".formatted(proposal.major(), proposal.minor()));
        }
        Agreement found = Agreement.on(proposal, options, device);
        int room = message.length() - VersionMessage.SIZE - 1;
        VersionMessage answer =
                new VersionMessage(VersionMessage.MAJOR, found.minor(), CapabilitiesWriter.reply(found.server(), room));
        if (found.server().twinSocket().supported()) {
            UnixSocket.Pair pair = UnixSocket.pair();
            twin = new TwinSocketCommands(device.name(), pair.first(), maxMessage);
            reply.passOn(pair.second().descriptor());
            if (interrupted) {
                interrupt();
            }
        }
        answer.encode(reply.segment(), Reply.PAYLOAD);
        reply.length(answer.size());
        agreement = found;
    }

    private VersionCapabilities client() {
        return agreement == null ? VersionCapabilities.DEFAULT : agreement.client();
    }

    private PasidDelivery pasidDelivery() {
        return agreement == null ? PasidDelivery.NONE : agreement.pasid();
    }

    private MessageDma messageDma() {
        if (messageDma == null) {
            TwinSocketCommands own = twin;
            ServerCommands commands = own == null ? mainSocket.get() : own;
            messageDma = new MessageDma(device.name(), commands, client(), options.maxTransferBytes());
        }
        return messageDma;
    }

    /** Wakes a device that waits for its client on the twin socket. Any thread. */
    void interrupt() {
        interrupted = true;
        TwinSocketCommands current = twin;
        if (current != null) {
            current.interrupt();
        }
    }

    /** Takes from the device what the client gave it. */
    void release() {
        TwinSocketCommands current = twin;
        if (current != null) {
            current.close();
        }
        irqs.disableAll();
        dma.unmapAll();
    }
}
