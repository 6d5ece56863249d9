// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.ServerFixture;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    @Test
    void shouldStayWithinWhatQemuAccepts() {
        assertThat(ServerOptions.DEFAULT.maxMessageDescriptors()).isLessThanOrEqualTo(16);
        assertThat(ServerOptions.DEFAULT.maxDmaMappings()).isLessThanOrEqualTo(65535);
        assertThatThrownBy(() ->
                        ServerOptions.builder().maxTransferBytes((64 << 20) + 1).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNameArgumentAndValue() {
        assertThatThrownBy(
                        () -> ServerOptions.builder().maxMessageDescriptors(0).build())
                .hasMessage("maxMessageDescriptors must be 1 to 253: maxMessageDescriptors=0");
        assertThatThrownBy(() -> ServerOptions.builder().pageSize(5000).build())
                .hasMessage("pageSize must be a power of 2: pageSize=5000");
        assertThatThrownBy(() -> ServerOptions.builder().maxMappedBytes(-1).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepToTheOptionsInWhatItTellsAClient() {
        ServerOptions small = ServerOptions.builder()
                .maxMessageDescriptors(2)
                .maxTransferBytes(4096)
                .maxDmaMappings(7)
                .pageSize(8192)
                .twinSocket(false)
                .writeMultiple(false)
                .build();
        try (ServerFixture fixture = new ServerFixture(small);
                RawClient client = new RawClient(fixture.path())) {
            String proposal =
                    "{\"capabilities\":{\"write_multiple\":true,\"max_msg_fds\":8,\"max_data_xfer_size\":1048576,"
                            + "\"max_dma_maps\":65535,\"twin_socket\":{\"supported\":true}}}";

            assertThat(client.version(0, 2, proposal).requireSuccess().text())
                    .isEqualTo("{\"capabilities\":{\"max_msg_fds\":2,\"max_data_xfer_size\":4096,"
                            + "\"max_dma_maps\":7,\"pgsizes\":8192}}\0");
        }
    }
}
