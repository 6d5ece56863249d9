// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.linux.EventFd;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.testing.Allocation;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.OpenDescriptors;
import io.vfio4j.vfiouser.server.ServerOptions;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against this project's server: what goes in on one side comes out on the other. */
@ExtendWith(LeavesNoDescriptor.class)
class VfioUserClientTest {
    private final MemorySegment buffer = Arena.ofAuto().allocate(TestDevice.BAR0_SIZE);

    @AfterEach
    void shouldLeaveNothing() {
        assertThat(OpenDescriptors.mappings("test BAR 1")).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("dma of "));
    }

    @Test
    void shouldTellWhatTheDeviceIs() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            assertThat(client.name()).isEqualTo("vfio-user:" + server.path());
            assertThat(client.info()).isEqualTo(new DeviceInfo(DeviceInfo.PCI | DeviceInfo.RESET, 9, 5));
            assertThat(client.irqInfo(VfioPci.MSIX_IRQ)).isEqualTo(new IrqInfo(2, IrqInfo.EVENTFD, 8));
            assertThat(client.regionInfo(0)).isEqualTo(server.device.regionInfo(0));
            assertThat(client.regionInfo(1).capabilities())
                    .isEqualTo(server.device.regionInfo(1).capabilities());
            assertFails(() -> client.regionInfo(9), Errno.EINVAL);
            assertFails(() -> client.irqInfo(5), Errno.EINVAL);
        }
    }

    @Test
    void shouldReadAndWriteRegions() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            buffer.set(JAVA_LONG, 0, 0x1122334455667788L);
            assertThat(client.write(0, 0x100, buffer, 0, 8)).isEqualTo(8);
            assertThat(server.device.bar0(0x100)).isEqualTo((byte) 0x88);
            assertThat(client.read(0, 0x104, buffer, 32, 4)).isEqualTo(4);
            assertThat(buffer.get(JAVA_LONG, 32)).isEqualTo(0x11223344L);
            assertThat(client.read(0, TestDevice.BAR0_SIZE - 4, buffer, 0, 100)).isEqualTo(4);
            assertFails(() -> client.read(0, TestDevice.BAR0_SIZE, buffer, 0, 4), Errno.EINVAL);
            assertFails(() -> client.read(6, 0, buffer, 0, 4), Errno.EINVAL);
            assertThatThrownBy(() -> client.read(0, 0, buffer, 0, 0)).hasMessage("length must be positive: length=0");
            assertThatThrownBy(() -> client.read(0, 0, buffer, 1, TestDevice.BAR0_SIZE))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldDivideWhatTheServerDoesNotTakeInOneMessage() {
        try (ServerFixture server = new ServerFixture(
                        ServerOptions.builder().maxTransferBytes(4096).build());
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            int size = TestDevice.BAR0_SIZE - 10;
            for (int i = 0; i < size; i++) {
                buffer.set(JAVA_BYTE, i, (byte) (i * 7));
            }
            assertThat(client.write(0, 10, buffer, 0, size + 10)).isEqualTo(size);
            MemorySegment back = Arena.ofAuto().allocate(size);
            assertThat(client.read(0, 10, back, 0, size)).isEqualTo(size);
            assertThat(back.mismatch(buffer)).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWriteManyRegisters(boolean together) {
        try (ServerFixture server = new ServerFixture(
                        ServerOptions.builder().writeMultiple(together).build());
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            List<RegionWrite> writes = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                writes.add(new RegionWrite(0, i * 8L, 1 + i % 8, 0x1122334455667788L));
            }
            client.writeAll(writes);
            assertThat(server.device.bar0(0)).isEqualTo((byte) 0x88);
            assertThat(server.device.bar0(1)).isZero();
            assertThat(server.device.bar0(299 * 8 + 3)).isEqualTo((byte) 0x55);
            assertThat(server.device.bar0(299 * 8 + 4)).isZero();
            assertFails(() -> client.writeAll(List.of(new RegionWrite(0, TestDevice.BAR0_SIZE, 4, 0))), Errno.EINVAL);
        }
    }

    @Test
    void shouldMapRegions() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            SharedMemory memory = client.regionMemory(1).orElseThrow();
            assertThat(memory.size()).isEqualTo(TestDevice.BAR1_SIZE);
            memory.segment().set(JAVA_LONG, 4096, 77);
            client.read(1, 4096, buffer, 0, 8);
            assertThat(buffer.get(JAVA_LONG, 0)).isEqualTo(77);
            assertThat(client.regionMemory(1).orElseThrow()).isSameAs(memory);
            assertThat(client.regionMemory(0)).isEmpty();
        }
    }

    /**
     * A device of the kernel's VFIO has one descriptor for all: whoever maps its BAR has its reset and its interrupts.
     */
    @Test
    void shouldNotBeGivenADescriptorThatIsMoreThanTheMemory() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            assertThat(client.regionInfo(1).mappable()).isTrue();
            server.device.keepDescriptors();
            assertThat(client.regionInfo(1).mappable()).isFalse();
            assertThat(client.regionMemory(1)).isEmpty();
            client.read(1, 4096, buffer, 0, 8);
        }
    }

    @Test
    void shouldPassEventsInAsManyMessagesAsTheServerWants() {
        List<EventFd> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(EventFd.create());
        }
        try (ServerFixture server = new ServerFixture(
                        ServerOptions.builder().maxMessageDescriptors(3).build());
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            List<EventDescriptor> given = new ArrayList<>(events);
            given.set(4, EventDescriptor.NONE);
            client.setIrqs(trigger(new IrqSet.Data.Events(given)));
            assertThat(server.device.events).hasSize(7);
            server.device.events.values().forEach(EventDescriptor::signal);
            for (int i = 0; i < 8; i++) {
                assertThat(events.get(i).await(0)).isEqualTo(i == 4 ? 0 : 1);
            }
            client.setIrqs(trigger(new IrqSet.Data.Bools(
                    Arrays.asList(new Boolean[] {true, false, true, false, true, false, true, true}))));
            assertThat(server.device.lastIrqs.get().data()).isInstanceOf(IrqSet.Data.Bools.class);
            client.setIrqs(IrqSet.disable(VfioPci.MSIX_IRQ));
            assertThat(server.device.events).isEmpty();
            assertFails(() -> client.setIrqs(IrqSet.disable(7)), Errno.EINVAL);
        } finally {
            events.forEach(EventFd::close);
        }
    }

    private static IrqSet trigger(IrqSet.Data data) {
        return new IrqSet(VfioPci.MSIX_IRQ, 0, 8, IrqSet.Action.TRIGGER, data);
    }

    @Test
    void shouldUseFeatures() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            MemorySegment data = buffer.asSlice(0, 8);
            assertThat(client.feature(TestDevice.SETTABLE | FeatureFlags.PROBE | FeatureFlags.SET, data))
                    .isZero();
            data.set(JAVA_LONG, 0, 1234);
            assertThat(client.feature(TestDevice.SETTABLE | FeatureFlags.SET, data))
                    .isZero();
            data.set(JAVA_LONG, 0, 0);
            assertThat(client.feature(TestDevice.SETTABLE | FeatureFlags.GET, data))
                    .isEqualTo(8);
            assertThat(data.get(JAVA_LONG, 0)).isEqualTo(1234);
            assertFails(() -> client.feature(41 | FeatureFlags.GET, data), Errno.ENOTTY);
            assertFails(() -> client.feature(11 | FeatureFlags.SET, data), Errno.EINVAL);
            assertFails(() -> client.feature(11 | FeatureFlags.GET, data.asSlice(0, 3)), Errno.EINVAL);
        }
    }

    @ParameterizedTest
    @EnumSource(PasidFormat.class)
    void shouldAgreeOnThePasidReport(PasidFormat format) {
        try (ServerFixture server = new ServerFixture()) {
            server.device.pasid = Optional.of(new PasidFeature(300, format));
            server.device.kind = FunctionKind.VIRTUAL;
            try (VfioUserClient client = VfioUserClient.connect(server.path())) {
                assertThat(client.origin().pasidFeature()).contains(new PasidFeature(300, format));
                assertThat(client.origin().functionKind()).isEqualTo(FunctionKind.VIRTUAL);
                assertThat(PasidProbe.of(client).answers().getFirst().text())
                        .startsWith("feature 300, " + format.id() + ": 07 14 00 00");
            }
        }
    }

    @Test
    void shouldAssumeTheProposalAsItWasSentFromServersThatDoNotAgree() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(
                        server.path(),
                        ClientOptions.builder().pasidFormats(List.of()).build())) {
            assertThat(client.origin().pasidFeature()).contains(PasidFeature.PROPOSED);
            assertThat(client.origin().functionKind()).isEqualTo(FunctionKind.UNKNOWN);
            assertThat(client.feature(11 | FeatureFlags.GET, buffer.asSlice(0, 4)))
                    .isEqualTo(4);
        }
    }

    @Test
    void shouldReset() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            client.reset();
            assertThat(server.device.resets).hasValue(1);
        }
    }

    @Test
    void shouldSayThatTheServerHasGoneAway() {
        ServerFixture server = new ServerFixture();
        try (VfioUserClient client = VfioUserClient.connect(server.path())) {
            server.close();
            assertFails(client::info, Errno.ECONNRESET);
            assertFails(client::info, Errno.ESHUTDOWN);
        }
    }

    @Test
    void shouldAllocateNothingForRegionAccesses() {
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            assertThat(Allocation.leastPerCall(() -> {
                        client.read(VfioPci.CONFIG_REGION, 0, buffer, 0, 4);
                        client.write(VfioPci.CONFIG_REGION, 4, buffer, 0, 2);
                    }))
                    .isZero();
        }
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable action, Errno errno) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        VfioException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(errno));
    }
}
