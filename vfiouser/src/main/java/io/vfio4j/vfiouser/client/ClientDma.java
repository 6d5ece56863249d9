// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.wire.DmaMapping;
import io.vfio4j.vfiouser.wire.DmaUnmapping;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.List;

/**
 * Sends DMA_MAP and DMA_UNMAP. The server gets the descriptor of memory that has one and takes descriptors at all;
 * other memory it reaches by messages.
 *
 * <p>Every server can unmap exactly what was mapped, but not all understand more, so larger ranges are unmapped one
 * mapping after the other.
 */
final class ClientDma {
    private final ClientConnection connection;
    private final DmaSpace space;
    private final boolean serverTakesDescriptors;
    private final boolean twinSocket;

    ClientDma(ClientConnection connection, DmaSpace space, ClientHandshake handshake) {
        this.connection = connection;
        this.space = space;
        this.serverTakesDescriptors = handshake.server().maxMsgFds() > 0;
        this.twinSocket = handshake.twinSocket().isPresent();
    }

    void map(DmaRegion region) {
        // First here: the server may use it before its reply has arrived.
        space.map(region);
        int[] descriptors = {};
        long offset = 0;
        if (serverTakesDescriptors && region.memory() instanceof SharedMemory shared) {
            descriptors = new int[] {shared.descriptor()};
            offset = shared.descriptorOffset();
        } else if (!twinSocket) {
            connection.answerBetweenCalls();
        }
        int flags = (region.readable() ? DmaMapping.READABLE : 0) | (region.writable() ? DmaMapping.WRITABLE : 0);
        DmaMapping mapping = new DmaMapping(flags, offset, region.iova(), region.size());
        connection.begin();
        try {
            mapping.encode(connection.command(), ClientConnection.PAYLOAD);
            connection.exchange(WireCommand.DMA_MAP, DmaMapping.SIZE, descriptors, descriptors.length);
        } catch (VfioException refused) {
            space.unmap(region.iova(), region.size());
            throw refused;
        } finally {
            connection.end();
        }
    }

    List<DmaRegion> unmap(long iova, long size) {
        return unmap(space.unmap(iova, size));
    }

    List<DmaRegion> unmapAll() {
        return unmap(space.unmapAll());
    }

    private List<DmaRegion> unmap(List<DmaRegion> regions) {
        for (int i = 0; i < regions.size(); i++) {
            try {
                unmap(regions.get(i));
            } catch (VfioException refused) {
                // What the server still has stays mapped here, too.
                regions.subList(i, regions.size()).forEach(space::map);
                throw refused;
            }
        }
        return regions;
    }

    private void unmap(DmaRegion region) {
        connection.begin();
        try {
            new DmaUnmapping(0, region.iova(), region.size()).encode(connection.command(), ClientConnection.PAYLOAD);
            connection.exchange(WireCommand.DMA_UNMAP, DmaUnmapping.SIZE);
        } finally {
            connection.end();
        }
    }
}
