// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentMemoryTest {
    private final byte[] bytes = {1, 2, 3, 4};
    private final SegmentMemory memory = new SegmentMemory(MemorySegment.ofArray(bytes));
    private final byte[] buffer = new byte[8];

    @Test
    void shouldCopyBothWays() {
        memory.read(1, MemorySegment.ofArray(buffer), 5, 3);
        assertThat(buffer).containsExactly(0, 0, 0, 0, 0, 2, 3, 4);

        memory.write(0, MemorySegment.ofArray(buffer), 7, 1);
        assertThat(bytes).containsExactly(4, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "4, 1", "-1, 1", "9223372036854775807, 1", "2, -1"})
    void shouldFaultOutside(long offset, long length) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> memory.read(offset, MemorySegment.ofArray(buffer), 0, length))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EFAULT));
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> memory.write(offset, MemorySegment.ofArray(buffer), 0, length))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EFAULT));
    }
}
