// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.linux.file.PollEvents;
import io.vfio4j.linux.socket.DescriptorList;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.testing.Waiting;
import io.vfio4j.vfiouser.stream.SocketTransport;
import org.junit.jupiter.api.Test;

class SocketTransportTest extends TransportContract {
    @Override
    Ends connect() {
        UnixSocket.Pair pair = UnixSocket.pair();
        return new Ends(new SocketTransport(pair.first()), new SocketTransport(pair.second()));
    }

    @Override
    void untilWaiting(Thread receiver) {
        Waiting.untilInNativeCode(receiver);
    }

    @Test
    void shouldNameEventsAndLimitsAsTheKernelDoes() {
        assertThat(Transport.READABLE).isEqualTo(PollEvents.READABLE);
        assertThat(Transport.WRITABLE).isEqualTo(PollEvents.WRITABLE);
        assertThat(Transport.HANG_UP).isEqualTo(PollEvents.HANG_UP);
        assertThat(Transport.MAX_DESCRIPTORS).isEqualTo(DescriptorList.MAX_DESCRIPTORS);
    }
}
