// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Every decoder, on anything: it decodes or says that the message is malformed, and looks at nothing beside it. */
class WireFuzzTest {
    private static final int ROUNDS = 1_000;
    private static final String SEED = "{\"capabilities\":{\"max_msg_fds\":8,\"twin_socket\":{\"supported\":true},"
            + "\"pasid\":{\"formats\":[\"raw\"]}}}";

    @FuzzTest
    void shouldDecodeOrRefuseAnyPayload(byte[] payload) {
        decodeAll(payload);
    }

    @FuzzTest
    void shouldReadOrRefuseAnyJson(byte[] text) {
        readJson(text);
    }

    @Test
    void shouldDecodeOrRefuseRandomPayloads() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] payload = new byte[random.nextInt(120)];
            // Mostly zeros: fields that are small numbers get further than noise does.
            for (int j = random.nextInt(20); j > 0 && payload.length > 0; j--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(random.nextBoolean() ? 64 : 256);
            }
            decodeAll(payload);
        }
    }

    @Test
    void shouldReadOrRefuseDamagedJson() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] text = SEED.getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                text[random.nextInt(text.length)] = text[random.nextInt(text.length)];
            }
            readJson(text);
        }
    }

    private static void decodeAll(byte[] payload) {
        // A segment of exactly that size: reading beyond it is an exception that nothing here expects.
        MemorySegment segment = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, payload);
        int length = payload.length;
        attempt(() -> DmaMapping.decode(segment, 0, length));
        attempt(() -> DmaUnmapping.decode(segment, 0, length));
        attempt(() -> DeviceInfoCodec.checkCommand(segment, 0, length));
        attempt(() -> DeviceInfoCodec.decode(segment, 0, length));
        attempt(() -> IrqInfoCodec.decodeCommand(segment, 0, length));
        attempt(() -> IrqInfoCodec.decode(segment, 0, length));
        attempt(() -> RegionInfoCodec.decodeCommand(segment, 0, length));
        attempt(() -> RegionInfoCodec.decode(segment, 0, length));
        attempt(() -> RegionIoDescriptors.decodeCommand(segment, 0, length));
        attempt(() -> IrqSetCodec.decode(segment, 0, length, 32, List.of()));
        attempt(() -> FeatureRequest.decode(segment, 0, length));
        attempt(() -> VersionMessage.decode(segment, 0, length).capabilities());
    }

    private static void readJson(byte[] text) {
        String json = new String(text, StandardCharsets.ISO_8859_1);
        attempt(() -> {
            VersionCapabilities read = new VersionMessage(0, 0, json).capabilities();
            VersionCapabilities again = new VersionMessage(0, 0, CapabilitiesWriter.command(read)).capabilities();
            assertThat(again.maxMsgFds()).isEqualTo(read.maxMsgFds());
            assertThat(again.pgsizes()).isEqualTo(read.pgsizes());
        });
    }

    private static void attempt(Runnable decoding) {
        try {
            decoding.run();
        } catch (MalformedMessageException refused) {
            assertThat(refused.errno().number()).isPositive();
        }
    }
}
