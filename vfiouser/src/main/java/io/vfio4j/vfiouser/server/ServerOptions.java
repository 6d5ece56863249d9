// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.vfiouser.wire.VersionCapabilities;

/**
 * What a server takes from one client. A message above a limit is refused; the connection stays, unless the message is
 * larger than the server's buffer.
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
        requireRange("maxMessageDescriptors", maxMessageDescriptors, 1, 253);
        requireRange("maxTransferBytes", maxTransferBytes, 4096, 64 << 20);
        requireRange("maxDmaMappings", maxDmaMappings, 1, 65535);
        requireRange("pageSize", pageSize, 4096, 1L << 62);
        if (Long.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("pageSize must be a power of 2: pageSize=" + pageSize);
        }
        requireRange("maxMappedBytes", maxMappedBytes, 0, Long.MAX_VALUE);
    }

    private static void requireRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %d to %d: %s=%d".formatted(name, least, most, name, value));
        }
    }

    public ServerOptions withMaxMessageDescriptors(int value) {
        return new ServerOptions(
                value, maxTransferBytes, maxDmaMappings, pageSize, maxMappedBytes, twinSocket, writeMultiple);
    }

    public ServerOptions withMaxTransferBytes(int value) {
        return new ServerOptions(
                maxMessageDescriptors, value, maxDmaMappings, pageSize, maxMappedBytes, twinSocket, writeMultiple);
    }

    public ServerOptions withMaxDmaMappings(int value) {
        return new ServerOptions(
                maxMessageDescriptors, maxTransferBytes, value, pageSize, maxMappedBytes, twinSocket, writeMultiple);
    }

    public ServerOptions withPageSize(long value) {
        return new ServerOptions(
                maxMessageDescriptors,
                maxTransferBytes,
                maxDmaMappings,
                value,
                maxMappedBytes,
                twinSocket,
                writeMultiple);
    }

    public ServerOptions withMaxMappedBytes(long value) {
        return new ServerOptions(
                maxMessageDescriptors, maxTransferBytes, maxDmaMappings, pageSize, value, twinSocket, writeMultiple);
    }

    public ServerOptions withTwinSocket(boolean value) {
        return new ServerOptions(
                maxMessageDescriptors,
                maxTransferBytes,
                maxDmaMappings,
                pageSize,
                maxMappedBytes,
                value,
                writeMultiple);
    }

    public ServerOptions withWriteMultiple(boolean value) {
        return new ServerOptions(
                maxMessageDescriptors, maxTransferBytes, maxDmaMappings, pageSize, maxMappedBytes, twinSocket, value);
    }
}
