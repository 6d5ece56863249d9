// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU16;
import static io.vfio4j.abi.HostOrder.u16;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Holds the payload of VERSION, command and reply.
 *
 * <pre>
 *                 offset  size
 *    major             0     2
 *    minor             2     2
 *    data              4     JSON in UTF-8 with a terminating NUL; may be left out
 * </pre>
 *
 * @param major incompatible when it differs
 * @param minor a reply has that of the command or a smaller one
 * @param data the JSON, without NUL; empty when it was left out
 */
public record VersionMessage(int major, int minor, String data) {
    /** Bytes before the data. */
    public static final int SIZE = 4;
    /** The most bytes of data that are read. */
    static final int MAX_DATA_SIZE = 16 * 1024;
    /** The major version of the specification that this project speaks. */
    public static final int MAJOR = 0;
    /** The minor version of the specification that this project speaks. */
    public static final int MINOR = 2;

    /**
     * Reads the message. A missing NUL is forgiven, and so are several.
     *
     * @throws MalformedMessageException EINVAL when the payload is too small or too large, or not UTF-8
     */
    public static VersionMessage decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("version", length, SIZE);
        if (length > SIZE + MAX_DATA_SIZE) {
            throw new MalformedMessageException(
                    "version data of %d bytes, at most %d".formatted(length, MAX_DATA_SIZE));
        }
        int size = (int) length - SIZE;
        while (size > 0 && segment.get(ValueLayout.JAVA_BYTE, at + SIZE + size - 1) == 0) {
            size--;
        }
        byte[] data = segment.asSlice(at + SIZE, size).toArray(ValueLayout.JAVA_BYTE);
        return new VersionMessage(u16(segment, at), u16(segment, at + 2), text(data));
    }

    private static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("version data is not UTF-8");
        }
    }

    /** Returns how many bytes the message has, its NUL included; no NUL without data. */
    public int size() {
        return data.isEmpty() ? SIZE : SIZE + data.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    /** Writes the message, {@link #size} bytes. */
    public void encode(MemorySegment segment, long at) {
        putU16(segment, at, major);
        putU16(segment, at + 2, minor);
        if (!data.isEmpty()) {
            segment.setString(at + SIZE, data);
        }
    }

    /**
     * Reads the capabilities in the data.
     *
     * @throws MalformedMessageException EINVAL for bad JSON, or a capability of the wrong type or range
     */
    public VersionCapabilities capabilities() {
        return CapabilitiesReader.read(data);
    }
}
