// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Encodes a path as a socket's address.
 *
 * <pre>
 *  struct sockaddr_un (110 bytes)      offset  size
 *    u16  sun_family                        0     2   AF_UNIX
 *    char sun_path[108]                     2   108   ends in NUL
 * </pre>
 */
final class SocketAddress {
    static final int SIZEOF = 110;
    static final long PATH = 2;
    static final int MAX_PATH = 107;

    private SocketAddress() {}

    static MemorySegment of(Path path, String operation, Arena arena) {
        byte[] bytes = path.toString().getBytes(UTF_8);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("path must not be empty");
        }
        if (bytes.length > MAX_PATH) {
            throw new VfioException(
                    path.toString(),
                    operation,
                    Errno.ENAMETOOLONG,
                    "a socket's path may have %d bytes, this one has %d".formatted(MAX_PATH, bytes.length));
        }
        MemorySegment address = arena.allocate(SIZEOF, Short.BYTES);
        address.set(JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, PATH, bytes.length);
        return address;
    }
}
