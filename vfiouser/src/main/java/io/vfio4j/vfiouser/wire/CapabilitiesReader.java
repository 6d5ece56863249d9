// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the capabilities of a VERSION message. Names that it does not know are nobody's fault; wrong types are. */
final class CapabilitiesReader {
    private static final BigInteger MAX_U64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final BigInteger MAX_U32 = BigInteger.TWO.pow(32).subtract(BigInteger.ONE);
    private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger MAX_U16 = BigInteger.valueOf(0xffff);

    private CapabilitiesReader() {}

    static VersionCapabilities read(String json) {
        if (json.isEmpty()) {
            return VersionCapabilities.DEFAULT;
        }
        Json data = JsonReader.read(json);
        if (!(data instanceof Json.Obj(Map<String, Json> top))) {
            throw new MalformedMessageException("version data is not a JSON object");
        }
        Map<String, Json> members = object("capabilities", top.get("capabilities"));
        VersionCapabilities defaults = VersionCapabilities.DEFAULT;
        Map<String, Json> migration = object("migration", members.get("migration"));
        return VersionCapabilities.builder()
                .maxMsgFds((int) number(members, "max_msg_fds", MAX_INT).orElse(defaults.maxMsgFds()))
                .maxDataXferSize(number(members, "max_data_xfer_size", MAX_U32).orElse(defaults.maxDataXferSize()))
                .maxDmaMaps((int) number(members, "max_dma_maps", MAX_INT).orElse(defaults.maxDmaMaps()))
                .pgsizes(number(members, "pgsizes", MAX_U64).orElse(defaults.pgsizes()))
                .twinSocket(twinSocket(members.get("twin_socket")))
                .writeMultiple(bool(members, "write_multiple"))
                .pasid(pasid(members.get("pasid")))
                .maxBitmapSize(number(migration, "max_bitmap_size", MAX_U64))
                .build();
    }

    private static VersionCapabilities.TwinSocket twinSocket(@Nullable Json value) {
        Map<String, Json> members = object("twin_socket", value);
        return new VersionCapabilities.TwinSocket(bool(members, "supported"), number(members, "fd_index", MAX_INT));
    }

    private static Optional<PasidProposal> pasid(@Nullable Json value) {
        Map<String, Json> members = object("pasid", value);
        if (members.containsKey("formats")) {
            return Optional.of(new PasidProposal.Formats(formats(members.get("formats"))));
        }
        OptionalLong index = number(members, "feature_index", MAX_U16);
        Optional<PasidFormat> format = text(members, "format").flatMap(CapabilitiesReader::format);
        if (index.isEmpty() || format.isEmpty()) {
            return Optional.empty();
        }
        FunctionKind function = switch (text(members, "function").orElse("")) {
            case "physical" -> FunctionKind.PHYSICAL;
            case "virtual" -> FunctionKind.VIRTUAL;
            default -> FunctionKind.UNKNOWN;
        };
        return Optional.of(new PasidProposal.Agreed(new PasidFeature((int) index.getAsLong(), format.get()), function));
    }

    private static List<PasidFormat> formats(@Nullable Json value) {
        if (!(value instanceof Json.Array(List<Json> elements))) {
            throw wrong("formats", "an array");
        }
        List<PasidFormat> formats = new ArrayList<>();
        for (Json element : elements) {
            if (!(element instanceof Json.Text(String name))) {
                throw wrong("formats", "an array of strings");
            }
            format(name).ifPresent(formats::add);
        }
        return formats;
    }

    private static Optional<PasidFormat> format(String id) {
        for (PasidFormat format : PasidFormat.values()) {
            if (format.id().equals(id)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static Map<String, Json> object(String name, @Nullable Json value) {
        return switch (value) {
            case null -> Map.of();
            case Json.Obj(Map<String, Json> members) -> members;
            default -> throw wrong(name, "an object");
        };
    }

    private static OptionalLong number(Map<String, Json> members, String name, BigInteger max) {
        return switch (members.get(name)) {
            case null -> OptionalLong.empty();
            case Json.Whole(BigInteger value)
            when value.signum() >= 0 && value.compareTo(max) <= 0 -> OptionalLong.of(value.longValue());
            default -> throw wrong(name, "a number of 0 to " + max);
        };
    }

    private static boolean bool(Map<String, Json> members, String name) {
        return switch (members.get(name)) {
            case null -> false;
            case Json.Bool(boolean value) -> value;
            default -> throw wrong(name, "true or false");
        };
    }

    private static Optional<String> text(Map<String, Json> members, String name) {
        return switch (members.get(name)) {
            case null -> Optional.empty();
            case Json.Text(String value) -> Optional.of(value);
            default -> throw wrong(name, "a string");
        };
    }

    private static MalformedMessageException wrong(String name, String wanted) {
        return new MalformedMessageException("capability %s is not %s".formatted(name, wanted));
    }
}
