// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.vfiouser.stream.Limits;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.VersionCapabilities;

/**
 * Says what a server takes from one client. A message above a limit is refused; the connection stays, unless the
 * message is larger than the server's buffer.
 *
 * @param maxMessageDescriptors {@code max_msg_fds}: descriptors with one message, 1 to 253. QEMU refuses more than 16.
 * @param maxTransferBytes {@code max_data_xfer_size}: data in one message, 4096 to 67108864, which is QEMU's limit. A
 *     connection has two buffers of this size.
 * @param maxDmaMappings {@code max_dma_maps}: DMA mappings at a time, 1 to 65535
 * @param pageSize {@code pgsizes}: what DMA mappings are multiples of, a power of 2 from 4096 on
 * @param maxMappedBytes how much of a client's memory is mapped at a time
 * @param twinSocket whether commands of the server take a socket of their own where the client can do that
 * @param writeMultiple whether REGION_WRITE_MULTI is offered to a client that proposes it. QEMU before its commit
 *     6a66c9f75292 then queues every message, which costs it time.
 */
public record ServerOptions(
        int maxMessageDescriptors,
        int maxTransferBytes,
        int maxDmaMappings,
        long pageSize,
        long maxMappedBytes,
        boolean twinSocket,
        boolean writeMultiple) {

    /** The protocol's defaults; 16 descriptors, as QEMU, for interrupts in few messages; 16 TiB of mapped memory. */
    public static final ServerOptions DEFAULT = new ServerOptions(
            16,
            VersionCapabilities.DEFAULT_MAX_DATA_XFER_SIZE,
            VersionCapabilities.DEFAULT_MAX_DMA_MAPS,
            VersionCapabilities.DEFAULT_PGSIZES,
            1L << 44,
            true,
            true);

    public ServerOptions {
        Limits.requireRange("maxMessageDescriptors", maxMessageDescriptors, 1, Transport.MAX_DESCRIPTORS);
        Limits.requireRange("maxTransferBytes", maxTransferBytes, Limits.LEAST_TRANSFER, Limits.MOST_TRANSFER);
        Limits.requireRange("maxDmaMappings", maxDmaMappings, 1, DmaSpace.DEFAULT_MAX_REGIONS);
        Limits.requireRange("pageSize", pageSize, DmaSpace.PAGE_SIZE, 1L << 62);
        if (Long.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("pageSize must be a power of 2: pageSize=" + pageSize);
        }
        Limits.requireRange("maxMappedBytes", maxMappedBytes, 0, Long.MAX_VALUE);
    }

    /** Begins with {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects options, beginning with {@link #DEFAULT}. Each is named and bounded as the record says. */
    public static final class Builder {
        private int maxMessageDescriptors = DEFAULT.maxMessageDescriptors;
        private int maxTransferBytes = DEFAULT.maxTransferBytes;
        private int maxDmaMappings = DEFAULT.maxDmaMappings;
        private long pageSize = DEFAULT.pageSize;
        private long maxMappedBytes = DEFAULT.maxMappedBytes;
        private boolean twinSocket = DEFAULT.twinSocket;
        private boolean writeMultiple = DEFAULT.writeMultiple;

        private Builder() {}

        /** Sets {@link ServerOptions#maxMessageDescriptors}. */
        public Builder maxMessageDescriptors(int value) {
            maxMessageDescriptors = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxTransferBytes}. */
        public Builder maxTransferBytes(int value) {
            maxTransferBytes = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxDmaMappings}. */
        public Builder maxDmaMappings(int value) {
            maxDmaMappings = value;
            return this;
        }

        /** Sets {@link ServerOptions#pageSize}. */
        public Builder pageSize(long value) {
            pageSize = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxMappedBytes}. */
        public Builder maxMappedBytes(long value) {
            maxMappedBytes = value;
            return this;
        }

        /** Sets {@link ServerOptions#twinSocket}. */
        public Builder twinSocket(boolean value) {
            twinSocket = value;
            return this;
        }

        /** Sets {@link ServerOptions#writeMultiple}. */
        public Builder writeMultiple(boolean value) {
            writeMultiple = value;
            return this;
        }

        /**
         * Returns what was collected.
         *
         * @throws IllegalArgumentException for an option that is out of its range
         */
        public ServerOptions build() {
            return new ServerOptions(
                    maxMessageDescriptors,
                    maxTransferBytes,
                    maxDmaMappings,
                    pageSize,
                    maxMappedBytes,
                    twinSocket,
                    writeMultiple);
        }
    }
}
