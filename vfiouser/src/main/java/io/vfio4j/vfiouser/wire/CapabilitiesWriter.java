// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.PasidFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes the capabilities of a VERSION message, in as few bytes as is fit.
 *
 * <p>QEMU receives the reply into the buffer of its own command and fails on a longer one, so a reply may have to be
 * short. What goes first is what the peer can do without; what stays, whatever the length, is a limit below the
 * protocol's default, a twin socket and the PASID agreement: without them the peer would do something wrong.
 */
public final class CapabilitiesWriter {
    private CapabilitiesWriter() {}

    private record Member(String text, boolean required) {}

    /** Writes the client's command: everything it has. */
    public static String command(VersionCapabilities capabilities) {
        List<Member> members = numbers(capabilities);
        if (capabilities.twinSocket().supported()) {
            members.add(new Member("\"twin_socket\":{\"supported\":true}", true));
        }
        if (capabilities.writeMultiple()) {
            members.add(new Member("\"write_multiple\":true", true));
        }
        if (capabilities.pasid().orElse(null) instanceof PasidProposal.Formats(List<PasidFormat> formats)) {
            members.add(new Member(
                    formats.stream()
                            .map(format -> '"' + format.id() + '"')
                            .collect(Collectors.joining(",", "\"pasid\":{\"formats\":[", "]}")),
                    true));
        }
        return text(members);
    }

    /**
     * Writes the server's reply.
     *
     * @param maxSize bytes that the data may have, without its NUL
     */
    public static String reply(VersionCapabilities capabilities, int maxSize) {
        List<Member> members = new ArrayList<>();
        if (capabilities.pasid().orElse(null) instanceof PasidProposal.Agreed agreed) {
            members.add(new Member(agreed(agreed), true));
        }
        capabilities
                .twinSocket()
                .descriptorIndex()
                .ifPresent(index -> members.add(
                        new Member("\"twin_socket\":{\"supported\":true,\"fd_index\":" + index + "}", true)));
        members.addAll(numbers(capabilities));
        if (capabilities.writeMultiple()) {
            members.add(new Member("\"write_multiple\":true", false));
        }
        for (int i = members.size() - 1; i >= 0 && text(members).length() > maxSize; i--) {
            if (!members.get(i).required()) {
                members.remove(i);
            }
        }
        return members.isEmpty() && maxSize < text(members).length() ? "" : text(members);
    }

    private static List<Member> numbers(VersionCapabilities own) {
        VersionCapabilities assumed = VersionCapabilities.DEFAULT;
        List<Member> members = new ArrayList<>();
        members.add(new Member("\"max_msg_fds\":" + own.maxMsgFds(), own.maxMsgFds() < assumed.maxMsgFds()));
        members.add(new Member(
                "\"max_data_xfer_size\":" + own.maxDataXferSize(), own.maxDataXferSize() < assumed.maxDataXferSize()));
        members.add(new Member("\"max_dma_maps\":" + own.maxDmaMaps(), own.maxDmaMaps() < assumed.maxDmaMaps()));
        members.add(
                new Member("\"pgsizes\":" + Long.toUnsignedString(own.pgsizes()), own.pgsizes() != assumed.pgsizes()));
        return members;
    }

    private static String agreed(PasidProposal.Agreed agreed) {
        String function = agreed.function() == FunctionKind.UNKNOWN
                ? ""
                : ",\"function\":\"" + agreed.function().name().toLowerCase(Locale.ROOT) + '"';
        return "\"pasid\":{\"format\":\"%s\",\"feature_index\":%d%s}"
                .formatted(agreed.feature().format().id(), agreed.feature().index(), function);
    }

    private static String text(List<Member> members) {
        return members.stream().map(Member::text).collect(Collectors.joining(",", "{\"capabilities\":{", "}}"));
    }
}
