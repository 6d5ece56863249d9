// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IommufdDeviceTest {
    /** uuid_t of {@code linux/uuid.h}, which VFIO_DEVICE_BIND_IOMMUFD copies as it is. */
    @Test
    void shouldWriteATokenInTheOrderInWhichPeopleWriteIt() {
        UUID token = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
        try (Arena arena = Arena.ofConfined()) {
            assertThat(IommufdDevice.uuid(arena, token).toArray(JAVA_BYTE))
                    .isEqualTo(HexFormat.of().parseHex("0123456789abcdeffedcba9876543210"));
        }
    }
}
