// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.IovaRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IovaAllocatorTest {
    @Test
    void shouldTakeTheLowestAlignedAddress() {
        IovaAllocator addresses = new IovaAllocator(List.of(new IovaRange(0x1800, 0xff_ffff)));

        assertThat(addresses.take(0x1000)).hasValue(0x2000);
        assertThat(addresses.take(0x20_0000)).hasValue(0x20_0000);
        assertThat(addresses.take(0x3000)).hasValue(0x4000);
        addresses.giveBack(0x2000);
        assertThat(addresses.take(0x1000)).hasValue(0x2000);
    }

    @Test
    void shouldKeepOutOfWhatIsReserved() {
        IovaAllocator addresses =
                new IovaAllocator(List.of(new IovaRange(0, 0x1fff), new IovaRange(0xfef0_0000L, 0xffff_ffffL)));

        assertThat(addresses.take(0x2000)).hasValue(0xfef0_0000L);
        assertThat(addresses.take(0x1000)).as("0 is no address").hasValue(0x1000);
        assertThat(addresses.take(0x100_0000)).hasValue(0xff00_0000L);
        assertThat(addresses.take(0x100_0000)).isEmpty();
    }

    @Test
    void shouldServeTheEndOfTheAddressSpace() {
        IovaAllocator addresses = new IovaAllocator(List.of(new IovaRange(-0x2000, -1)));

        assertThat(addresses.take(0x1000)).hasValue(-0x2000);
        assertThat(addresses.take(0x1000)).hasValue(-0x1000);
        assertThat(addresses.take(0x1000)).isEmpty();
        assertThat(new IovaAllocator(List.of(new IovaRange(0, -1))).take(1L << 62))
                .hasValue(1L << 30);
    }

    @Test
    void shouldNeverHandOutAnAddressTwice() {
        List<IovaRange> ranges = List.of(new IovaRange(0x1000, 0x7_ffff), new IovaRange(0x9_0000, 0x20_ffff));
        IovaAllocator addresses = new IovaAllocator(ranges);
        Map<Long, Long> taken = new HashMap<>();
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            if (random.nextInt(3) == 0 && !taken.isEmpty()) {
                long given = taken.keySet().iterator().next();
                addresses.giveBack(given);
                taken.remove(given);
                continue;
            }
            long size = (1 + random.nextInt(20)) * 4096L;
            OptionalLong at = addresses.take(size);
            if (at.isPresent()) {
                long from = at.getAsLong();
                assertThat(ranges).anyMatch(range -> range.contains(from, size));
                assertThat(taken.entrySet())
                        .noneMatch(other -> other.getKey() < from + size && from < other.getKey() + other.getValue());
                taken.put(from, size);
            }
        }
        assertThat(taken).isNotEmpty();
    }
}
