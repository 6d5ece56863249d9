// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.UnixServerSocket;
import io.vfio4j.vfiouser.stream.Threads;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A server that says what a test tells it to say, to one client. */
public final class FakeServer implements AutoCloseable {
    public static final String PLAIN = "{\"capabilities\":{\"max_msg_fds\":8}}";

    private final Path folder;
    private final UnixServerSocket listener;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread;

    /** What to say. */
    public interface Script {
        void play(RawClient client);
    }

    private FakeServer(Script script) {
        try {
            folder = Files.createTempDirectory("vfio-user");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener = UnixServerSocket.listen(folder.resolve("s"), 1);
        thread = Thread.ofPlatform().name("fake server").start(() -> {
            try (RawClient client = new RawClient(listener.accept().orElseThrow())) {
                script.play(client);
                end.complete(null);
            } catch (RuntimeException | Error failure) {
                end.completeExceptionally(failure);
            }
        });
    }

    /** A server that plays a script from the VERSION message on. */
    public static FakeServer playing(Script script) {
        return new FakeServer(script);
    }

    /** A server that has agreed on the version before its script begins. */
    public static FakeServer negotiated(Script script) {
        return playing(client -> {
            version(client, PLAIN);
            script.play(client);
        });
    }

    /** Answers the VERSION message. */
    public static void version(RawClient client, String json, int... descriptors) {
        RawClient.Answer proposal = client.receive();
        reply(client, proposal, RawClient.versionPayload(0, 2, json), descriptors);
    }

    /** Answers a message. */
    public static void reply(RawClient client, RawClient.Answer command, ByteBuffer payload, int... descriptors) {
        client.sendBytes(RawClient.message(command.id(), command.command(), Header.REPLY, payload), descriptors);
    }

    /** Refuses a message. */
    public static void refuse(RawClient client, RawClient.Answer command, int errno) {
        byte[] message =
                RawClient.message(command.id(), command.command(), Header.REPLY | Header.ERROR, RawClient.payload(0));
        message[12] = (byte) errno;
        client.sendBytes(message);
    }

    /** Receives a message that must be of a command. */
    public static RawClient.Answer expect(RawClient client, WireCommand command) {
        RawClient.Answer message = client.receive();
        if (message.command() != command.number()) {
            throw new AssertionError("expected %s, received %s".formatted(command, message));
        }
        message.descriptors().forEach(FileDescriptor::close);
        return message;
    }

    public Path path() {
        return listener.path();
    }

    /** Waits for the script's end, and fails when the script has. */
    @Override
    public void close() {
        Threads.join(thread);
        listener.close();
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end.join();
    }
}
