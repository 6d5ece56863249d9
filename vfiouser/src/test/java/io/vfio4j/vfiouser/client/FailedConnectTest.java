// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.vfiouser.transport.InProcessTransport;
import io.vfio4j.vfiouser.transport.ReceivedDescriptors;
import io.vfio4j.vfiouser.transport.Transport;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a transport that a client cannot be made of. */
@ExtendWith(LeavesNoDescriptor.class)
class FailedConnectTest {
    @Test
    void shouldCloseATransportThatTakesNoTimeLimit() {
        try (InProcessTransport.Pair pair = InProcessTransport.pair()) {
            assertThatThrownBy(() -> VfioUserClient.connect("x", new Limitless(pair.first()), ClientOptions.DEFAULT))
                    .isInstanceOf(UnsupportedOperationException.class);

            assertThat(pair.second().await(Transport.READABLE, 0) & Transport.HANG_UP)
                    .isEqualTo(Transport.HANG_UP);
        }
    }

    /** Refuses a time limit. */
    private record Limitless(Transport real) implements Transport {
        @Override
        public void timeout(int milliseconds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(MemorySegment source, long at, long length, int[] descriptors, int count) {
            real.send(source, at, length, descriptors, count);
        }

        @Override
        public int trySend(MemorySegment source, long at, int length, int[] descriptors, int count) {
            return real.trySend(source, at, length, descriptors, count);
        }

        @Override
        public int receive(MemorySegment target, long at, int length, ReceivedDescriptors received) {
            return real.receive(target, at, length, received);
        }

        @Override
        public int await(int events, int milliseconds) {
            return real.await(events, milliseconds);
        }

        @Override
        public void shutdown() {
            real.shutdown();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
