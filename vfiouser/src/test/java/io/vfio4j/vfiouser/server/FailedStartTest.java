// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.vfiouser.client.ClientOptions;
import io.vfio4j.vfiouser.client.VfioUserClient;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.transport.InProcessListener;
import io.vfio4j.vfiouser.transport.ReceivedDescriptors;
import io.vfio4j.vfiouser.transport.Transport;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that the server cannot even begin to serve. */
@ExtendWith(LeavesNoDescriptor.class)
class FailedStartTest {
    @Test
    void shouldHangUpOnAClientThatItHasNoMeansToServeAndServeTheNext() {
        InProcessListener listener = new InProcessListener("short of memory");
        try (TestDevice device = new TestDevice()) {
            device.onName.set(() -> {
                throw new OutOfMemoryError("as for the buffers of a connection");
            });
            try (VfioUserServer _ = VfioUserServer.listen(listener, device, ServerOptions.DEFAULT);
                    Transport refused = listener.connect()) {
                // A connection that is left open becomes ETIMEDOUT.
                refused.timeout(20_000);
                assertThat(refused.receive(Arena.ofAuto().allocate(16), 0, 16, new ReceivedDescriptors()))
                        .isZero();

                device.onName.set(() -> {});
                try (VfioUserClient next = VfioUserClient.connect("next", listener.connect(), ClientOptions.DEFAULT)) {
                    assertThat(next.info()).isEqualTo(device.info());
                }
            }
        }
    }
}
