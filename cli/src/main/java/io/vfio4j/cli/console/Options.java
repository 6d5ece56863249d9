// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import io.vfio4j.pci.PciAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** Options and parameters that several commands have, and readers of their arguments. */
public final class Options {
    /** Asks for JSON in place of text. */
    public static final Flag JSON = new Flag("--json", "JSON, for programs; docs/cli.md lists the keys.");

    private Options() {}

    /** Returns the parameter of a command that takes one ADDRESS or none. */
    public static PositionalParamSpec address(String description) {
        return addresses("0", "0..1").description(description).build();
    }

    /** Returns the parameter of a command that takes one ADDRESS or more. */
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

    /** Returns a converter that passes the message of the reader's IllegalArgumentException on to the user. */
    public static <T> ITypeConverter<T> reading(ITypeConverter<T> reader) {
        return text -> {
            try {
                return reader.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** Returns a reader of an enum's constants by their names in small letters. */
    public static <E extends Enum<E>> ITypeConverter<E> oneOf(Class<E> type, String option) {
        return text -> {
            List<String> names = names(type);
            int index = names.indexOf(text);
            if (index < 0) {
                throw new IllegalArgumentException(
                        "%s takes %s: '%s'".formatted(option, String.join(" or ", names), text));
            }
            return type.getEnumConstants()[index];
        };
    }

    /** Returns the names of an enum's constants in small letters. */
    public static <E extends Enum<E>> List<String> names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
