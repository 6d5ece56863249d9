// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.stream.Limits;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.stream.SocketTransport;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out the commands of a client, which has agreed on the version, on the device: by the command's number. */
final class CommandDispatcher {
    private final VfioDevice device;
    private final ServerOptions options;
    private final Agreement agreement;
    private final Supplier<ServerCommands> mainSocket;

    private final InfoCommands info;
    private final IrqCommands irqs;
    private final RegionCommands regions;
    private final FeatureCommand feature;
    private final DmaCommands dma;

    private final @Nullable TwinSocketCommands twin;
    private @Nullable MessageDma messageDma;

    private CommandDispatcher(
            Agreement agreement,
            ServerOptions options,
            Supplier<ServerCommands> mainSocket,
            @Nullable TwinSocketCommands twin) {
        this.device = agreement.device();
        this.options = options;
        this.agreement = agreement;
        this.mainSocket = mainSocket;
        this.twin = twin;
        this.info = new InfoCommands(device);
        this.irqs = new IrqCommands(device);
        this.regions = new RegionCommands(device, options.maxTransferBytes());
        this.feature = new FeatureCommand(device, options.maxTransferBytes());
        this.dma = new DmaCommands(device, options, this::messageDma);
    }

    /**
     * Agrees on the version with a client, whose first message that is.
     *
     * @param mainSocket the way of the server's own commands when there is no twin socket
     * @throws MalformedMessageException with the errno for the client
     * @throws io.vfio4j.device.VfioException with the errno for the client
     */
    static CommandDispatcher agree(
            VfioDevice device,
            ServerOptions options,
            Supplier<ServerCommands> mainSocket,
            Message message,
            Reply reply) {
        checkDescriptors(WireCommand.VERSION, message);
        Agreement agreement = Agreement.on(message, options, device);
        TwinSocketCommands twin = null;
        if (agreement.server().twinSocket().supported()) {
            UnixSocket.Pair pair = UnixSocket.pair();
            twin = new TwinSocketCommands(
                    device.name(), new SocketTransport(pair.first()), Limits.messageSize(options.maxTransferBytes()));
            reply.passOn(pair.second().descriptor());
        }
        agreement.answer().encode(reply.segment(), Reply.PAYLOAD);
        reply.length(agreement.answer().size());
        return new CommandDispatcher(agreement, options, mainSocket, twin);
    }

    /**
     * Carries out a command.
     *
     * @throws MalformedMessageException with the errno for the client
     * @throws io.vfio4j.device.VfioException with the errno for the client
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
            case VERSION -> throw new MalformedMessageException("VERSION a second time");
            case DMA_MAP -> dma.map(message);
            case DMA_UNMAP -> dma.unmap(message, reply);
            case DEVICE_GET_INFO -> info.device(message, reply);
            case DEVICE_GET_REGION_INFO ->
                info.region(message, reply, agreement.client().maxMsgFds() > 0);
            case DEVICE_GET_REGION_IO_FDS -> info.regionIoDescriptors(message, reply);
            case DEVICE_GET_IRQ_INFO -> info.irq(message, reply);
            case DEVICE_SET_IRQS -> irqs.set(message);
            case DEVICE_RESET -> device.reset();
            case DEVICE_FEATURE -> feature.feature(message, reply);
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

    private MessageDma messageDma() {
        if (messageDma == null) {
            ServerCommands commands = twin == null ? mainSocket.get() : twin;
            messageDma = new MessageDma(device.name(), commands, agreement.client(), options.maxTransferBytes());
        }
        return messageDma;
    }

    /** Wakes a device that waits for its client on the twin socket. Any thread. */
    void interrupt() {
        if (twin != null) {
            twin.interrupt();
        }
    }

    /** Takes from the device what the client gave it. */
    void release() {
        if (twin != null) {
            twin.close();
        }
        irqs.disableAll();
        dma.unmapAll();
    }
}
