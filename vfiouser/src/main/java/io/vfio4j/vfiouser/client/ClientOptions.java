// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.vfiouser.stream.Limits;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import java.util.List;

/**
 * Says what a client proposes and how long it waits.
 *
 * @param timeoutMilliseconds how long the server may keep silent during an operation; 0 for as long as it takes
 * @param maxMessageDescriptors descriptors that this side takes with one message, 0 to 253
 * @param maxTransferBytes bytes of data in one message, 4096 to 67108864; longer accesses are divided
 * @param twinSocket whether a socket of its own is proposed for the server's commands
 * @param pasidFormats in which formats the device may report PASID; empty to propose nothing, as other clients do
 */
public record ClientOptions(
        int timeoutMilliseconds,
        int maxMessageDescriptors,
        int maxTransferBytes,
        boolean twinSocket,
        List<PasidFormat> pasidFormats) {

    /** 5 seconds as QEMU waits, the protocol's transfer size, and everything that this project understands. */
    public static final ClientOptions DEFAULT = new ClientOptions(
            5000,
            16,
            VersionCapabilities.DEFAULT_MAX_DATA_XFER_SIZE,
            true,
            List.of(PasidFormat.TRANSLATED, PasidFormat.MASKED, PasidFormat.RAW));

    public ClientOptions {
        pasidFormats = List.copyOf(pasidFormats);
        Limits.requireRange("timeoutMilliseconds", timeoutMilliseconds, 0, Integer.MAX_VALUE);
        Limits.requireRange("maxMessageDescriptors", maxMessageDescriptors, 0, Transport.MAX_DESCRIPTORS);
        Limits.requireRange("maxTransferBytes", maxTransferBytes, Limits.LEAST_TRANSFER, Limits.MOST_TRANSFER);
    }

    /** Begins with {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects options, beginning with {@link #DEFAULT}. Each is named and bounded as the record says. */
    public static final class Builder {
        private int timeoutMilliseconds = DEFAULT.timeoutMilliseconds;
        private int maxMessageDescriptors = DEFAULT.maxMessageDescriptors;
        private int maxTransferBytes = DEFAULT.maxTransferBytes;
        private boolean twinSocket = DEFAULT.twinSocket;
        private List<PasidFormat> pasidFormats = DEFAULT.pasidFormats;

        private Builder() {}

        /** Sets {@link ClientOptions#timeoutMilliseconds}. */
        public Builder timeoutMilliseconds(int value) {
            timeoutMilliseconds = value;
            return this;
        }

        /** Sets {@link ClientOptions#maxMessageDescriptors}. */
        public Builder maxMessageDescriptors(int value) {
            maxMessageDescriptors = value;
            return this;
        }

        /** Sets {@link ClientOptions#maxTransferBytes}. */
        public Builder maxTransferBytes(int value) {
            maxTransferBytes = value;
            return this;
        }

        /** Sets {@link ClientOptions#twinSocket}. */
        public Builder twinSocket(boolean value) {
            twinSocket = value;
            return this;
        }

        /** Sets {@link ClientOptions#pasidFormats}. */
        public Builder pasidFormats(List<PasidFormat> value) {
            pasidFormats = List.copyOf(value);
            return this;
        }

        /**
         * Returns what was collected.
         *
         * @throws IllegalArgumentException for an option that is out of its range
         */
        public ClientOptions build() {
            return new ClientOptions(
                    timeoutMilliseconds, maxMessageDescriptors, maxTransferBytes, twinSocket, pasidFormats);
        }
    }
}
