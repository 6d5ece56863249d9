// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.abi.HostOrder;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IrqSetCodecTest {
    private static final int VECTORS = 16;

    private final MemorySegment segment = Arena.ofAuto().allocate(128);

    @ParameterizedTest
    @EnumSource
    void shouldRoundTripEveryAction(Action action) {
        IrqSet set = new IrqSet(2, 3, 4, action, new Data.None());
        IrqSetCodec.encode(set, segment, 0);

        assertThat(IrqSetCodec.size(set)).isEqualTo(20);
        assertThat(decode(20, List.of())).isEqualTo(set);
    }

    static Stream<IrqSet> sets() {
        return Stream.of(
                new IrqSet(2, 0, 3, Action.TRIGGER, new Data.Bools(List.of(true, false, true))),
                IrqSet.disable(1),
                new IrqSet(
                        1,
                        14,
                        2,
                        Action.TRIGGER,
                        new Data.Events(List.of(EventDescriptor.NONE, EventDescriptor.NONE))));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldRoundTripEveryKindOfData(IrqSet set) {
        IrqSetCodec.encode(set, segment, 0);

        assertThat(decode(IrqSetCodec.size(set), List.of())).isEqualTo(set);
    }

    @Test
    void shouldGiveEachVectorItsDescriptor() {
        try (EventDescriptor one = new Named(5);
                EventDescriptor other = new Named(6)) {
            IrqSet set = new IrqSet(2, 0, 2, Action.TRIGGER, new Data.Events(List.of(one, other)));
            IrqSetCodec.encode(set, segment, 0);

            assertThat(decode(20, List.of(one, other))).isEqualTo(set);
            assertThatThrownBy(() -> decode(20, List.of(one)))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("1 descriptors for 2 vectors");
        }
    }

    @Test
    void shouldRefuseDescriptorsThatNothingWants() {
        IrqSetCodec.encode(new IrqSet(2, 0, 1, Action.TRIGGER, new Data.None()), segment, 0);

        try (EventDescriptor event = new Named(5)) {
            assertThatThrownBy(() -> decode(20, List.of(event))).isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x20, 0x23, 0x25, 0x39, 0x31, 0x61, -1})
    void shouldRefuseOtherThanOneActionOnOneKindOfData(int flags) {
        IrqSetCodec.encode(IrqSet.disable(0), segment, 0);
        HostOrder.putU32(segment, 4, flags);

        assertThatThrownBy(() -> decode(20, List.of())).isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {16L << 32, 1 | 16L << 32, 17, 15L << 32 | 2, 0xffffffffL, 0xffffffff00000001L, -1})
    void shouldRefuseARangeOutsideTheVectors(long startAndCount) {
        IrqSetCodec.encode(IrqSet.disable(0), segment, 0);
        HostOrder.putU32(segment, 12, (int) (startAndCount >>> 32));
        HostOrder.putU32(segment, 16, (int) startAndCount);

        assertThatThrownBy(() -> decode(20, List.of())).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseFewerBytesThanVectors() {
        IrqSetCodec.encode(new IrqSet(2, 0, 3, Action.MASK, new Data.Bools(List.of(true, true, true))), segment, 0);

        assertThatThrownBy(() -> decode(22, List.of())).isInstanceOf(MalformedMessageException.class);
        HostOrder.putU32(segment, 0, 22);
        assertThatThrownBy(() -> decode(23, List.of())).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseAShortPayload() {
        assertThatThrownBy(() -> IrqSetCodec.index(segment, 0, 19)).isInstanceOf(MalformedMessageException.class);
    }

    /** An event that nobody signals. */
    private record Named(int descriptor) implements EventDescriptor {
        @Override
        public void signal() {
            throw new UnsupportedOperationException();
        }

        @Override
        public EventDescriptor duplicate() {
            return this;
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private IrqSet decode(int length, List<? extends EventDescriptor> events) {
        return IrqSetCodec.decode(segment, 0, length, VECTORS, events);
    }
}
