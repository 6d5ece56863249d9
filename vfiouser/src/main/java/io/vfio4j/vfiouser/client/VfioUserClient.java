// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.stream.Limits;
import io.vfio4j.vfiouser.stream.SocketTransport;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.PasidProposal;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Drives a device that a vfio-user server offers, on a UNIX socket or over another transport (QEMU's {@code
 * docs/interop/vfio-user.rst}).
 *
 * <p>Every operation is a message and its reply. A server that goes away, keeps silent for longer than the {@link
 * ClientOptions#timeoutMilliseconds timeout} or breaks the protocol ends the connection: the operation fails with
 * ECONNRESET, ETIMEDOUT or EPROTO and every one after it with ESHUTDOWN. {@link #close} may be called from any thread.
 *
 * <p>The server reaches memory with a descriptor ({@link SharedMemory}) by mapping it, and other memory by messages,
 * which threads of this client answer; such a {@link io.vfio4j.device.DmaMemory} is used by those threads.
 */
public final class VfioUserClient implements VfioDevice {
    private final String name;
    private final ClientConnection connection;
    private final Optional<TwinSocketListener> twinSocket;
    private final DeviceOrigin origin;
    private final ClientQueries queries;
    private final ClientRegions regions;
    private final boolean writesTogether;
    private final ClientDma dma;
    private final RegionMappings mappings = new RegionMappings();

    private VfioUserClient(
            String name,
            ClientConnection connection,
            ClientHandshake handshake,
            DmaSpace space,
            ClientOptions options) {
        this.name = name;
        this.connection = connection;
        Optional<PasidProposal.Agreed> agreed = handshake.agreedPasid();
        this.origin = DeviceOrigin.of(
                agreed.map(PasidProposal.Agreed::function).orElse(FunctionKind.UNKNOWN),
                Optional.of(agreed.map(PasidProposal.Agreed::feature).orElse(PasidFeature.PROPOSED)));
        this.queries = new ClientQueries(name, connection, handshake);
        int most = (int) Math.min(handshake.server().maxDataXferSize(), options.maxTransferBytes());
        this.regions = new ClientRegions(name, connection, most, !handshake.features());
        this.writesTogether = handshake.server().writeMultiple();
        this.dma = new ClientDma(connection, space, handshake);
        this.twinSocket = handshake.twinSocket().map(socket -> {
            DmaAnswers answers = new DmaAnswers(space, options.maxTransferBytes());
            String thread = "dma of " + name;
            return new TwinSocketListener(
                    thread, socket, answers, Limits.messageSize(options.maxTransferBytes()), connection::fail);
        });
    }

    /**
     * Connects to a server and agrees with it on version and capabilities, with {@link ClientOptions#DEFAULT}.
     *
     * @throws VfioException as {@link #connect(Path, ClientOptions)} does
     */
    public static VfioUserClient connect(Path socket) {
        return connect(socket, ClientOptions.DEFAULT);
    }

    /**
     * Connects to a server and agrees with it on version and capabilities.
     *
     * @param socket where the server listens, at most 107 bytes
     * @throws VfioException ENOENT or ECONNREFUSED when no server is there, ENAMETOOLONG, EACCES, ETIMEDOUT when it
     *     does not answer, for instance because it serves another client; EPROTO when its answer is unacceptable
     */
    public static VfioUserClient connect(Path socket, ClientOptions options) {
        UnixSocket connected = UnixSocket.connect(socket, options.timeoutMilliseconds());
        return connect(socket.toString(), new SocketTransport(connected), options);
    }

    /**
     * Agrees with a server on version and capabilities, over a transport that is connected to it.
     *
     * @param address names the device after {@code vfio-user:}
     * @param transport closed with the client, and when this fails
     * @throws VfioException ETIMEDOUT when the server does not answer, EPROTO when its answer is unacceptable
     */
    public static VfioUserClient connect(String address, Transport transport, ClientOptions options) {
        try {
            return agree("vfio-user:" + address, transport, options);
        } catch (Throwable failure) {
            transport.close();
            throw failure;
        }
    }

    private static VfioUserClient agree(String name, Transport transport, ClientOptions options) {
        DmaSpace space = new DmaSpace(name, DmaSpace.DEFAULT_MAX_REGIONS);
        ClientConnection connection = new ClientConnection(
                name,
                transport,
                options.timeoutMilliseconds(),
                Limits.messageSize(options.maxTransferBytes()),
                options.maxMessageDescriptors(),
                new DmaAnswers(space, options.maxTransferBytes()));
        try {
            ClientHandshake handshake = ClientHandshake.shake(name, connection, options);
            try {
                VfioUserClient client = new VfioUserClient(name, connection, handshake, space, options);
                client.twinSocket.ifPresent(TwinSocketListener::start);
                return client;
            } catch (Throwable failure) {
                handshake.twinSocket().ifPresent(Transport::close);
                throw failure;
            }
        } catch (Throwable failure) {
            connection.close();
            throw failure;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceInfo info() {
        return queries.deviceInfo();
    }

    @Override
    public RegionInfo regionInfo(int index) {
        ClientQueries.Region region = queries.region(index);
        region.descriptor().ifPresent(FileDescriptor::close);
        return region.info();
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return queries.irq(index);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        return regions.read(region, offset, target, at, length);
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return regions.write(region, offset, source, at, length);
    }

    /**
     * Writes registers, one after the other: with a REGION_WRITE_MULTI for every 128 of them where the server
     * understands that, otherwise with a message each.
     *
     * @throws VfioException as {@link #write} does; how many writes were carried out before is not known then
     */
    public void writeAll(List<RegionWrite> writes) {
        if (writesTogether) {
            regions.writeTogether(writes);
        } else {
            regions.writeOneByOne(writes);
        }
    }

    @Override
    public void setIrqs(IrqSet request) {
        queries.setIrqs(request);
    }

    /**
     * VFIO_DEVICE_FEATURE. A server that is too old to know the command is not asked: ENOTTY.
     *
     * @throws VfioException ENOTTY or, from libvfio-user, EINVAL for a feature that the device does not have
     */
    @Override
    public int feature(int flags, MemorySegment data) {
        return queries.feature(flags, data);
    }

    @Override
    public void reset() {
        queries.reset();
    }

    @Override
    public void mapDma(DmaRegion region) {
        dma.map(region);
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return dma.unmap(iova, size);
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return dma.unmapAll();
    }

    /**
     * Returns the memory of a region, mapped when this is first called.
     *
     * @return from the region's start to the end of the last area that may be mapped; empty when the server offers none
     * @throws VfioException EINVAL when the server's file is smaller than it says
     */
    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        SharedMemory known = mappings.get(index);
        if (known != null) {
            return Optional.of(known);
        }
        ClientQueries.Region region = queries.region(index);
        return region.descriptor().flatMap(descriptor -> mappings.map(region.info(), descriptor));
    }

    /**
     * {@inheritDoc} The PASID feature is the one that was agreed on; the proposal as it was sent to Linux when the
     * server knows nothing of agreements.
     */
    @Override
    public DeviceOrigin origin() {
        return origin;
    }

    @Override
    public void close() {
        connection.close();
        twinSocket.ifPresent(TwinSocketListener::close);
        mappings.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
