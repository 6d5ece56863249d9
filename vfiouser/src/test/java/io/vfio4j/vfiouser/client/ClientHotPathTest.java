// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.testing.Allocation;
import io.vfio4j.vfiouser.testing.ServerFixture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Measures what the client allocates for a region access: nothing. */
class ClientHotPathTest {
    private static final int ACCESSES = 2_000;

    @Test
    void shouldReadAndWriteRegionsWithoutAllocating() {
        try (ServerFixture fixture = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(fixture.path());
                Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8);

            assertThat(Allocation.least(Thread.currentThread(), () -> {
                        for (int i = 0; i < ACCESSES; i++) {
                            client.read(0, 64, value, 0, 4);
                            client.write(0, 64, value, 0, 4);
                        }
                    }))
                    .isZero();
        }
    }
}
