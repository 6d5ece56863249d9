// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Holds the capabilities of a VERSION message, with the protocol's default for each that was left out.
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

    /** {@code max_msg_fds} of a message that does not name it. */
    static final int DEFAULT_MAX_MSG_FDS = 1;
    /** {@code max_data_xfer_size} of a message that does not name it, in bytes. */
    public static final int DEFAULT_MAX_DATA_XFER_SIZE = 1 << 20;
    /** {@code max_dma_maps} of a message that does not name it. */
    public static final int DEFAULT_MAX_DMA_MAPS = 65535;
    /** {@code pgsizes} of a message that does not name it: pages of 4096 bytes. */
    public static final long DEFAULT_PGSIZES = 4096;

    /** Holds what a message without capabilities says. */
    public static final VersionCapabilities DEFAULT = builder().build();

    /** Begins with the protocol's defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects capabilities, beginning with the protocol's defaults. */
    public static final class Builder {
        private int maxMsgFds = DEFAULT_MAX_MSG_FDS;
        private long maxDataXferSize = DEFAULT_MAX_DATA_XFER_SIZE;
        private int maxDmaMaps = DEFAULT_MAX_DMA_MAPS;
        private long pgsizes = DEFAULT_PGSIZES;
        private TwinSocket twinSocket = TwinSocket.UNSUPPORTED;
        private boolean writeMultiple;
        private Optional<PasidProposal> pasid = Optional.empty();
        private OptionalLong maxBitmapSize = OptionalLong.empty();

        private Builder() {}

        /** Sets {@link VersionCapabilities#maxMsgFds}. */
        public Builder maxMsgFds(int value) {
            maxMsgFds = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#maxDataXferSize}. */
        public Builder maxDataXferSize(long value) {
            maxDataXferSize = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#maxDmaMaps}. */
        public Builder maxDmaMaps(int value) {
            maxDmaMaps = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#pgsizes}. */
        public Builder pgsizes(long value) {
            pgsizes = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#twinSocket}. */
        public Builder twinSocket(TwinSocket value) {
            twinSocket = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#writeMultiple}. */
        public Builder writeMultiple(boolean value) {
            writeMultiple = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#pasid}. */
        public Builder pasid(Optional<PasidProposal> value) {
            pasid = value;
            return this;
        }

        /** Sets {@link VersionCapabilities#maxBitmapSize}. */
        public Builder maxBitmapSize(OptionalLong value) {
            maxBitmapSize = value;
            return this;
        }

        /** Returns what was collected. */
        public VersionCapabilities build() {
            return new VersionCapabilities(
                    maxMsgFds, maxDataXferSize, maxDmaMaps, pgsizes, twinSocket, writeMultiple, pasid, maxBitmapSize);
        }
    }

    /**
     * Holds the {@code twin_socket} capability.
     *
     * @param supported whether the sender can do it, in a command, or does it, in a reply
     * @param descriptorIndex {@code fd_index}: which of the reply's descriptors is the socket
     */
    public record TwinSocket(boolean supported, OptionalLong descriptorIndex) {
        public static final TwinSocket UNSUPPORTED = new TwinSocket(false, OptionalLong.empty());
        public static final TwinSocket SUPPORTED = new TwinSocket(true, OptionalLong.empty());

        /** Says that it is in use, over the descriptor of that index. */
        public static TwinSocket over(int descriptorIndex) {
            return new TwinSocket(true, OptionalLong.of(descriptorIndex));
        }
    }
}
