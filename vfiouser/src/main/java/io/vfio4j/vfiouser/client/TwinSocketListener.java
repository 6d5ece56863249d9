// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.BrokenStreamException;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.stream.MessageReader;
import io.vfio4j.vfiouser.stream.Threads;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.wire.Header;
import java.lang.foreign.Arena;
import java.util.function.Consumer;

/** Answers the commands that a server sends over a socket of their own, on a thread of its own. */
final class TwinSocketListener implements AutoCloseable {
    private static final int[] NO_DESCRIPTORS = {};

    private final Transport socket;
    private final int maxMessage;
    private final DmaAnswers answers;
    private final Consumer<RuntimeException> onFailure;
    private final Thread thread;

    /**
     * Takes over a socket.
     *
     * @param onFailure told when the server breaks the protocol
     */
    TwinSocketListener(
            String name, Transport socket, DmaAnswers answers, int maxMessage, Consumer<RuntimeException> onFailure) {
        this.socket = socket;
        this.answers = answers;
        this.onFailure = onFailure;
        this.maxMessage = maxMessage;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Message message = new Message();
        try (Arena arena = Arena.ofShared();
                MessageReader reader = new MessageReader(socket, arena, maxMessage, 0)) {
            while (reader.next(message)) {
                message.closeDescriptors();
                if (Header.type(message.segment(), message.at()) != Header.COMMAND) {
                    throw new BrokenStreamException("a reply on the socket for the server's commands");
                }
                int size = answers.answer(message);
                if (size > 0) {
                    socket.send(answers.buffer(), 0, size, NO_DESCRIPTORS, 0);
                }
            }
        } catch (BrokenStreamException | VfioException failure) {
            onFailure.accept(failure);
        } finally {
            message.closeDescriptors();
        }
    }

    /** Ends the thread and waits for that. */
    @Override
    public void close() {
        socket.close();
        Threads.join(thread);
    }
}
