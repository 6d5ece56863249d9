// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.vfiouser.wire.VersionCapabilities.TwinSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionMessageTest {
    /** What QEMU 11 sends: its QDict puts the keys in an order of its own. */
    private static final String QEMU = "{\"capabilities\": {\"max_msg_fds\": 16, \"write_multiple\": true, "
            + "\"max_data_xfer_size\": 1048576, \"migration\": {\"max_bitmap_size\": 268435456, \"pgsize\": 4096}, "
            + "\"max_dma_maps\": 65535, \"pgsizes\": 4096}}";

    private static VersionCapabilities capabilities(String json) {
        return new VersionMessage(0, 0, json).capabilities();
    }

    private static VersionMessage decode(byte[] payload) {
        return VersionMessage.decode(MemorySegment.ofArray(payload), 0, payload.length);
    }

    @Test
    void shouldEncodeWithATerminatingNul() {
        VersionMessage message = new VersionMessage(0, 2, "{}");
        MemorySegment segment = Arena.ofAuto().allocate(message.size());
        message.encode(segment, 0);

        assertThat(segment.byteSize()).isEqualTo(7);
        assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).endsWith((byte) 0x7b, (byte) 0x7d, (byte) 0);
        assertThat(VersionMessage.decode(segment, 0, 7)).isEqualTo(message);
    }

    @Test
    void shouldTakeAMessageWithoutDataForTheDefaults() {
        VersionMessage message = decode(new byte[] {0, 0, 1, 0});

        assertThat(message).isEqualTo(new VersionMessage(0, 1, ""));
        assertThat(message.size()).isEqualTo(4);
        assertThat(message.capabilities()).isEqualTo(VersionCapabilities.DEFAULT);
        assertThat(capabilities("{}")).isEqualTo(VersionCapabilities.DEFAULT);
    }

    @Test
    void shouldForgiveAMissingNul() {
        assertThat(decode(new byte[] {0, 0, 0, 0, '{', '}'}).data()).isEqualTo("{}");
        assertThat(decode(new byte[] {0, 0, 0, 0, '{', '}', 0, 0}).data()).isEqualTo("{}");
    }

    @Test
    void shouldRefuseAShortPayload() {
        assertThatThrownBy(() -> decode(new byte[3]))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("version of 3 bytes, needs 4");
    }

    @Test
    void shouldRefuseTooMuchData() {
        assertThatThrownBy(() -> decode(new byte[4 + VersionMessage.MAX_DATA_SIZE + 1]))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> decode(new byte[] {0, 0, 0, 0, '"', (byte) 0xff, '"', 0}))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldReadWhatQemuSends() {
        VersionCapabilities qemu = capabilities(QEMU);

        assertThat(qemu.maxMsgFds()).isEqualTo(16);
        assertThat(qemu.maxDataXferSize()).isEqualTo(1 << 20);
        assertThat(qemu.maxDmaMaps()).isEqualTo(65535);
        assertThat(qemu.pgsizes()).isEqualTo(4096);
        assertThat(qemu.writeMultiple()).isTrue();
        assertThat(qemu.twinSocket()).isEqualTo(TwinSocket.UNSUPPORTED);
        assertThat(qemu.pasid()).isEmpty();
        assertThat(qemu.maxBitmapSize()).hasValue(268435456);
    }

    @Test
    void shouldReadWhatLibvfioUserSends() {
        VersionCapabilities other = capabilities("{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":1048576,"
                + "\"twin_socket\":{\"supported\":true}}}");

        assertThat(other.maxMsgFds()).isEqualTo(8);
        assertThat(other.twinSocket()).isEqualTo(TwinSocket.SUPPORTED);
        assertThat(other.maxBitmapSize()).isEmpty();
    }

    @Test
    void shouldReadPageSizesOfAllBits() {
        assertThat(capabilities("{\"capabilities\":{\"pgsizes\":18446744073709547520}}")
                        .pgsizes())
                .isEqualTo(-4096);
    }

    @Test
    void shouldIgnoreUnknownNamesAndFormats() {
        VersionCapabilities read = capabilities("{\"new\":[1.5e3,null],\"capabilities\":{\"x\":{\"y\":[]},"
                + "\"pasid\":{\"formats\":[\"raw\",\"cooked\"]}}}");

        assertThat(read.pasid()).contains(new PasidProposal.Formats(List.of(PasidFormat.RAW)));
    }

    @Test
    void shouldIgnoreAnAgreementOnAnUnknownFormat() {
        assertThat(capabilities("{\"capabilities\":{\"pasid\":{\"format\":\"cooked\",\"feature_index\":11}}}")
                        .pasid())
                .isEmpty();
    }

    @Test
    void shouldRoundTripWhatAClientProposes() {
        VersionCapabilities proposed = VersionCapabilities.builder()
                .maxMsgFds(8)
                .twinSocket(TwinSocket.SUPPORTED)
                .writeMultiple(true)
                .pasid(Optional.of(new PasidProposal.Formats(
                        List.of(PasidFormat.TRANSLATED, PasidFormat.MASKED, PasidFormat.RAW))))
                .build();

        assertThat(capabilities(CapabilitiesWriter.command(proposed))).isEqualTo(proposed);
    }

    @Test
    void shouldRoundTripWhatAServerAgreesTo() {
        VersionCapabilities agreed = agreed(FunctionKind.VIRTUAL);

        assertThat(capabilities(CapabilitiesWriter.reply(agreed, 1000))).isEqualTo(agreed);
    }

    @Test
    void shouldLeaveTheFunctionOutWhenItIsUnknown() {
        assertThat(CapabilitiesWriter.reply(agreed(FunctionKind.UNKNOWN), 1000)).doesNotContain("function");
    }

    @Test
    void shouldFitTheReplyIntoWhatQemuSent() {
        VersionCapabilities agreed =
                VersionCapabilities.builder().maxMsgFds(16).writeMultiple(true).build();

        String reply = CapabilitiesWriter.reply(agreed, QEMU.length());

        assertThat(reply.length()).isLessThanOrEqualTo(QEMU.length());
        assertThat(capabilities(reply)).isEqualTo(agreed);
    }

    @Test
    void shouldDropWhatThePeerCanDoWithoutFromAReplyThatWouldBeTooLong() {
        String whole = CapabilitiesWriter.reply(agreed(FunctionKind.PHYSICAL), 1000);

        for (int size = 0; size < whole.length(); size++) {
            String reply = CapabilitiesWriter.reply(agreed(FunctionKind.PHYSICAL), size);
            assertThat(capabilities(reply).pasid())
                    .isEqualTo(agreed(FunctionKind.PHYSICAL).pasid());
            assertThat(reply.length()).isLessThan(whole.length());
        }
    }

    @Test
    void shouldKeepALimitBelowTheDefaultWhateverTheLength() {
        VersionCapabilities small = VersionCapabilities.builder()
                .maxMsgFds(8)
                .maxDataXferSize(4096)
                .writeMultiple(true)
                .build();

        assertThat(CapabilitiesWriter.reply(small, 0)).isEqualTo("{\"capabilities\":{\"max_data_xfer_size\":4096}}");
    }

    @Test
    void shouldSayNothingWhenThereIsNoRoomAndNoNeed() {
        assertThat(CapabilitiesWriter.reply(VersionCapabilities.DEFAULT, 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{\"capabilities\":1}",
                "{\"capabilities\":{\"max_msg_fds\":-1}}",
                "{\"capabilities\":{\"max_msg_fds\":\"8\"}}",
                "{\"capabilities\":{\"max_msg_fds\":8.0}}",
                "{\"capabilities\":{\"max_msg_fds\":4294967296}}",
                "{\"capabilities\":{\"max_data_xfer_size\":4294967296}}",
                "{\"capabilities\":{\"pgsizes\":18446744073709551616}}",
                "{\"capabilities\":{\"write_multiple\":1}}",
                "{\"capabilities\":{\"twin_socket\":true}}",
                "{\"capabilities\":{\"pasid\":[]}}",
                "{\"capabilities\":{\"pasid\":{\"formats\":\"raw\"}}}",
                "{\"capabilities\":{\"pasid\":{\"formats\":[1]}}}",
                "{\"capabilities\":{\"pasid\":{\"format\":\"raw\",\"feature_index\":65536}}}",
            })
    void shouldRefuseWrongTypesAndRanges(String json) {
        assertThatThrownBy(() -> capabilities(json)).isInstanceOf(MalformedMessageException.class);
    }

    private static VersionCapabilities agreed(FunctionKind function) {
        return VersionCapabilities.builder()
                .maxMsgFds(8)
                .twinSocket(TwinSocket.over(0))
                .writeMultiple(true)
                .pasid(Optional.of(new PasidProposal.Agreed(new PasidFeature(11, PasidFormat.MASKED), function)))
                .build();
    }

    @Test
    void shouldCountBytesNotCharacters() {
        VersionMessage message = new VersionMessage(0, 0, "\"\u00e9\"");

        assertThat(message.size()).isEqualTo(4 + "\"\u00e9\"".getBytes(StandardCharsets.UTF_8).length + 1);
    }
}
