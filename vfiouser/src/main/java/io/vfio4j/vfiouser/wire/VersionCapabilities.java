// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The capabilities of a VERSION message, with the protocol's default for each that was left out.
 *
 * @param maxMsgFds descriptors that the sender takes with one message, 0 to 2147483647
 * @param maxDataXferSize bytes of data that the sender takes in one message, unsigned 32 bits as a long
 * @param maxDmaMaps DMA mappings that can be there at a time
 * @param pgsizes page sizes of DMA mappings, a bit each
 * @param twinSocket whether commands of the server take a socket of their own, and which descriptor that is
 * @param writeMultiple whether REGION_WRITE_MULTI is understood
 * @param pasid what is proposed or agreed on PASID
 * @param maxBitmapSize {@code migration.max_bitmap_size} of the protocol's first draft, which only QEMU still sends
 */
public record VersionCapabilities(
        int maxMsgFds,
        long maxDataXferSize,
        int maxDmaMaps,
        long pgsizes,
        TwinSocket twinSocket,
        boolean writeMultiple,
        Optional<PasidProposal> pasid,
        OptionalLong maxBitmapSize) {

    public static final int DEFAULT_MAX_MSG_FDS = 1;
    public static final int DEFAULT_MAX_DATA_XFER_SIZE = 1 << 20;
    public static final int DEFAULT_MAX_DMA_MAPS = 65535;
    public static final long DEFAULT_PGSIZES = 4096;

    /** What a message without capabilities says. */
    public static final VersionCapabilities DEFAULT = new VersionCapabilities(
            DEFAULT_MAX_MSG_FDS,
            DEFAULT_MAX_DATA_XFER_SIZE,
            DEFAULT_MAX_DMA_MAPS,
            DEFAULT_PGSIZES,
            TwinSocket.UNSUPPORTED,
            false,
            Optional.empty(),
            OptionalLong.empty());

    /**
     * The {@code twin_socket} capability.
     *
     * @param supported whether the sender can do it, in a command, or does it, in a reply
     * @param descriptorIndex {@code fd_index}: which of the reply's descriptors is the socket
     */
    public record TwinSocket(boolean supported, OptionalLong descriptorIndex) {
        public static final TwinSocket UNSUPPORTED = new TwinSocket(false, OptionalLong.empty());
        public static final TwinSocket SUPPORTED = new TwinSocket(true, OptionalLong.empty());

        /** In use, over the descriptor of that index. */
        public static TwinSocket over(int descriptorIndex) {
            return new TwinSocket(true, OptionalLong.of(descriptorIndex));
        }
    }
}
