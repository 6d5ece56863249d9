// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import io.vfio4j.vfiouser.testing.LimitedServer;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A client that sends more descriptors than the server's process may have open. */
class DescriptorFloodTest {
    private static final int LIMIT = 256;
    private static final long PAGE = 4096;

    @Test
    void shouldRefuseWhatCannotBeOpenedAndGoOnServing() throws IOException {
        try (LimitedServer server = new LimitedServer(LIMIT);
                MappedFile memory = MemoryFd.create("flood", PAGE)) {
            try (RawClient client = RawClient.negotiated(server.path())) {
                int mapped = 0;
                Answer answer = map(client, memory, mapped);
                while (!answer.error()) {
                    mapped++;
                    answer = map(client, memory, mapped);
                }
                assertThat(answer.errno()).isEqualTo(Errno.EMFILE.number());
                assertThat(mapped).isBetween(LIMIT / 4, LIMIT - LIMIT / 8);

                client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
                assertThat(map(client, memory, mapped).errno()).isEqualTo(Errno.EMFILE.number());

                client.call(WireCommand.DMA_UNMAP, DmaMapTest.unmapping(0, 0, PAGE))
                        .requireSuccess();
                map(client, memory, mapped).requireSuccess();
            }
            try (RawClient next = RawClient.negotiated(server.path())) {
                map(next, memory, 0).requireSuccess();
            }
        }
    }

    private static Answer map(RawClient client, MappedFile memory, long page) {
        return client.call(WireCommand.DMA_MAP, DmaMapTest.mapping(3, 0, page * PAGE, PAGE), memory.descriptor());
    }
}
