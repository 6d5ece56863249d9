// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.linux.EventFd;
import io.vfio4j.vfiouser.testing.Leaks;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SetIrqsTest {
    private static final int NONE = 1;
    private static final int BOOL = 2;
    private static final int EVENTFD = 4;
    private static final int MASK = 8;
    private static final int TRIGGER = 32;

    private final ServerFixture fixture = new ServerFixture();
    private final RawClient client = fixture.connect();

    @AfterEach
    void close() {
        client.close();
        fixture.close();
    }

    static ByteBuffer set(int flags, int index, int start, int count, byte... data) {
        return RawClient.payload(20 + data.length)
                .putInt(20 + data.length)
                .putInt(flags)
                .putInt(index)
                .putInt(start)
                .putInt(count)
                .put(data);
    }

    private Answer call(ByteBuffer payload, int... descriptors) {
        return client.call(WireCommand.DEVICE_SET_IRQS, payload, descriptors);
    }

    @Test
    void shouldGiveTheDeviceEventsThatItCanSignal() {
        try (EventFd first = EventFd.create();
                EventFd second = EventFd.create()) {
            Answer answer = call(set(EVENTFD | TRIGGER, 2, 3, 2), first.descriptor(), second.descriptor());

            assertThat(answer.requireSuccess().payload().capacity()).isZero();
            fixture.device.signal(2, 4);
            assertThat(first.await(0)).isZero();
            assertThat(second.await(-1)).isEqualTo(1);
        }
    }

    @Test
    void shouldTakeEventsAwayWhenNoDescriptorComesWithThem() {
        try (EventFd event = EventFd.create()) {
            call(set(EVENTFD | TRIGGER, 1, 0, 1), event.descriptor()).requireSuccess();
            assertThat(fixture.device.events).hasSize(1);

            call(set(EVENTFD | TRIGGER, 1, 0, 4)).requireSuccess();
            assertThat(fixture.device.events).isEmpty();
        }
    }

    @Test
    void shouldPassOnEveryKindOfData() {
        call(set(NONE | TRIGGER, 0, 0, 0)).requireSuccess();
        assertThat(fixture.device.lastIrqs).hasValue(IrqSet.disable(0));

        call(set(BOOL | MASK, 2, 1, 2, (byte) 0, (byte) 1)).requireSuccess();
        assertThat(fixture.device.lastIrqs)
                .hasValue(new IrqSet(2, 1, 2, Action.MASK, new Data.Bools(List.of(false, true))));
    }

    @Test
    void shouldRefuseBadRangesAndFlags() {
        for (ByteBuffer bad : List.of(
                set(EVENTFD | TRIGGER, 2, 0, 9),
                set(EVENTFD | TRIGGER, 2, 8, 0),
                set(EVENTFD | TRIGGER, 2, -1, 2),
                set(EVENTFD | TRIGGER, 2, 0, -1),
                set(NONE | TRIGGER, 4, 0, 0),
                set(NONE | TRIGGER, 5, 0, 0),
                set(NONE | BOOL | TRIGGER, 2, 0, 1),
                set(NONE, 2, 0, 1),
                set(BOOL | TRIGGER, 2, 0, 2, (byte) 1),
                RawClient.payload(19))) {
            assertThat(call(bad).errno()).isEqualTo(Errno.EINVAL.number());
        }
    }

    @Test
    void shouldRefuseAnotherNumberOfDescriptorsThanVectors() {
        try (EventFd event = EventFd.create()) {
            int number = event.descriptor();

            assertThat(call(set(EVENTFD | TRIGGER, 2, 0, 2), number).errno()).isEqualTo(Errno.EINVAL.number());
            assertThat(call(set(EVENTFD | TRIGGER, 2, 0, 1), number, number).errno())
                    .isEqualTo(Errno.EINVAL.number());
            assertThat(call(set(NONE | TRIGGER, 2, 0, 1), number).errno()).isEqualTo(Errno.EINVAL.number());
        }
    }

    @Test
    void shouldRefuseMoreDescriptorsThanAgreedOn() {
        try (EventFd event = EventFd.create()) {
            int[] seventeen = new int[17];
            Arrays.fill(seventeen, event.descriptor());
            int before = Leaks.descriptors();

            assertThat(call(set(EVENTFD | TRIGGER, 2, 0, 8), seventeen).errno()).isEqualTo(Errno.EINVAL.number());
            assertThat(Leaks.descriptors()).isEqualTo(before);
        }
    }
}
