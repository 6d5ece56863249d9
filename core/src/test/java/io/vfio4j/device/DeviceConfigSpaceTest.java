// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.testing.ArrayDevice;
import org.junit.jupiter.api.Test;

class DeviceConfigSpaceTest {
    private final ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);

    DeviceConfigSpaceTest() {
        for (int offset = 0; offset < config.size(); offset += 4) {
            config.setU32(offset, 0x01000193 * offset);
        }
    }

    @Test
    void shouldReadEverythingAtOnce() {
        ArrayDevice device = new ArrayDevice(config, Integer.MAX_VALUE);

        assertThat(DeviceConfigSpace.read(device)).isEqualTo(config);
        assertThat(device.reads()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhereAReadEndedEarly() {
        ArrayDevice device = new ArrayDevice(config, 1000);

        assertThat(DeviceConfigSpace.read(device)).isEqualTo(config);
        assertThat(device.reads()).isEqualTo(5);
    }

    @Test
    void shouldReadRegisterByRegisterWhereNothingElseIsTaken() {
        ArrayDevice device = new ArrayDevice(config, 1000).refusingMoreThan(4);

        assertThat(DeviceConfigSpace.read(device)).isEqualTo(config);
        assertThat(device.reads()).isEqualTo(1 + 1024);
    }

    @Test
    void shouldFailWhereAReadYieldsNothing() {
        assertErrno(Errno.EIO, () -> DeviceConfigSpace.read(new ArrayDevice(config, 0)));
    }
}
