// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Options and parameters that several commands have. */
public final class Options {
    private Options() {}

    /** An ADDRESS that may be left out. */
    public static PositionalParamSpec address(String description) {
        return addresses("0", "0..1").description(description).build();
    }

    /** One ADDRESS or more. */
    public static PositionalParamSpec addresses(String description) {
        return addresses("0..*", "1..*")
                .auxiliaryTypes(PciAddress.class)
                .type(List.class)
                .required(true)
                .description(description)
                .build();
    }

    private static PositionalParamSpec.Builder addresses(String index, String arity) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity(arity)
                .paramLabel("ADDRESS")
                .type(PciAddress.class)
                .converters(reading(PciAddress::parse));
    }

    public static OptionSpec json() {
        return OptionSpec.builder("--json")
                .type(boolean.class)
                .description("JSON, for programs; docs/cli.md lists the keys.")
                .build();
    }

    public static boolean json(ParseResult options) {
        return options.matchedOptionValue("--json", false);
    }

    /** A converter whose IllegalArgumentException is the user's message. */
    public static <T> ITypeConverter<T> reading(ITypeConverter<T> reader) {
        return text -> {
            try {
                return reader.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** Reads a constant of an enum by its name in small letters. */
    public static <E extends Enum<E>> ITypeConverter<E> oneOf(Class<E> type, String option) {
        return text -> {
            List<String> names = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                String name = constant.name().toLowerCase(Locale.ROOT);
                if (name.equals(text)) {
                    return constant;
                }
                names.add(name);
            }
            throw new IllegalArgumentException("%s takes %s: '%s'".formatted(option, String.join(" or ", names), text));
        };
    }
}
