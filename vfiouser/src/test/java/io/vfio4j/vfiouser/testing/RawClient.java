// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.DescriptorList;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Speaks the protocol in bytes, well or badly. */
public final class RawClient implements AutoCloseable {
    public static final String PLAIN = "{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":1048576}}";

    private final UnixSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(4 << 20, 8);
    private int nextId = 1;

    public RawClient(Path path) {
        this(UnixSocket.connect(path, 0));
    }

    public RawClient(UnixSocket socket) {
        this.socket = socket;
    }

    /** A client that has said VERSION. */
    public static RawClient negotiated(Path path) {
        RawClient client = new RawClient(path);
        client.version(0, 2, PLAIN).requireSuccess();
        return client;
    }

    /** A received message. */
    public record Answer(
            int id, int command, int flags, int errno, ByteBuffer payload, List<FileDescriptor> descriptors) {
        public boolean error() {
            return (flags & Header.ERROR) != 0;
        }

        public Answer requireSuccess() {
            if (error() || (flags & Header.TYPE_MASK) != Header.REPLY) {
                throw new AssertionError(
                        "%s answered with flags 0x%x, errno %d".formatted(WireCommand.describe(command), flags, errno));
            }
            return this;
        }

        public String text() {
            byte[] data = new byte[payload.capacity() - 4];
            payload.get(4, data);
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    /** A payload of that many bytes in the host's order. */
    public static ByteBuffer payload(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    public static byte[] message(int id, int command, int flags, ByteBuffer payload) {
        ByteBuffer message = payload(Header.SIZE + payload.capacity());
        message.putShort((short) id)
                .putShort((short) command)
                .putInt(message.capacity())
                .putInt(flags)
                .putInt(0);
        message.put(payload.duplicate().clear());
        byte[] bytes = new byte[message.capacity()];
        message.get(0, bytes);
        return bytes;
    }

    public Answer version(int major, int minor, String json) {
        return call(WireCommand.VERSION, versionPayload(major, minor, json));
    }

    public static ByteBuffer versionPayload(int major, int minor, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return payload(4 + text.length + 1)
                .putShort((short) major)
                .putShort((short) minor)
                .put(text);
    }

    public Answer call(WireCommand command, ByteBuffer payload, int... descriptors) {
        int id = send(command.number(), 0, payload, descriptors);
        Answer answer = receive();
        if (answer.id() != id || answer.command() != command.number()) {
            throw new AssertionError("asked %d %s, answered %s".formatted(id, command, answer));
        }
        return answer;
    }

    public int send(int command, int flags, ByteBuffer payload, int... descriptors) {
        int id = nextId++ & 0xffff;
        sendBytes(message(id, command, flags, payload), descriptors);
        return id;
    }

    public void sendBytes(byte[] bytes, int... descriptors) {
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
        socket.send(buffer, 0, bytes.length, descriptors, descriptors.length);
    }

    public Answer receive() {
        try (DescriptorList list = new DescriptorList()) {
            readFully(Header.SIZE, list);
            ByteBuffer header = bytes(Header.SIZE);
            int size = header.getInt(4) - Header.SIZE;
            readFully(size, list);
            List<FileDescriptor> descriptors = new ArrayList<>();
            while (list.count() > 0) {
                descriptors.add(list.take("test"));
            }
            return new Answer(
                    Short.toUnsignedInt(header.getShort(0)),
                    Short.toUnsignedInt(header.getShort(2)),
                    header.getInt(8),
                    header.getInt(12),
                    bytes(size),
                    descriptors);
        }
    }

    private ByteBuffer bytes(int size) {
        return ByteBuffer.wrap(buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE))
                .order(ByteOrder.nativeOrder());
    }

    private void readFully(int size, DescriptorList list) {
        for (int done = 0; done < size; ) {
            int count = socket.receive(buffer, done, size - done, list);
            if (count == 0) {
                throw new AssertionError("the server ended the connection");
            }
            done += count;
        }
    }

    /** Whether the server ends the connection without another byte. */
    public boolean ended() {
        try (DescriptorList list = new DescriptorList()) {
            return socket.receive(buffer, 0, 1, list) == 0;
        } catch (VfioException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
