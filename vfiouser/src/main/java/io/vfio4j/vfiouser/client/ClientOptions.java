// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.linux.socket.DescriptorList;
import io.vfio4j.vfiouser.wire.VersionCapabilities;
import java.util.List;

/**
 * What a client proposes and how long it waits.
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
        require("timeoutMilliseconds", timeoutMilliseconds, 0, Integer.MAX_VALUE);
        require("maxMessageDescriptors", maxMessageDescriptors, 0, DescriptorList.MAX_DESCRIPTORS);
        require("maxTransferBytes", maxTransferBytes, 4096, 64 << 20);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %d to %d: %s=%d".formatted(name, least, most, name, value));
        }
    }

    public ClientOptions withTimeoutMilliseconds(int value) {
        return new ClientOptions(value, maxMessageDescriptors, maxTransferBytes, twinSocket, pasidFormats);
    }

    public ClientOptions withMaxTransferBytes(int value) {
        return new ClientOptions(timeoutMilliseconds, maxMessageDescriptors, value, twinSocket, pasidFormats);
    }

    public ClientOptions withTwinSocket(boolean value) {
        return new ClientOptions(timeoutMilliseconds, maxMessageDescriptors, maxTransferBytes, value, pasidFormats);
    }

    public ClientOptions withPasidFormats(List<PasidFormat> value) {
        return new ClientOptions(timeoutMilliseconds, maxMessageDescriptors, maxTransferBytes, twinSocket, value);
    }
}
