// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.Options;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.kernel.KernelOptions;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** How a function of this machine is opened. */
public final class KernelOption {
    private static final String WAY = "--way";
    private static final String NO_IOMMU = "--no-iommu";
    private static final String VF_TOKEN = "--vf-token";
    private static final String PASID_FEATURE = "--pasid-feature";
    private static final String ENVIRONMENT = "VFIO4J_PASID_FEATURE";

    /** vfio_pci_core_enable() and vfio_pci_core_disable(); iommu_device_claim_dma_owner(). */
    public static final String OPENING =
            "pci: a function that is bound to a VFIO driver is opened for it: the kernel turns its bus mastering off,"
                    + " resets the function before and after, and gives it a DMA domain without mappings. A function of"
                    + " another driver is only read, through sysfs.";

    private KernelOption() {}

    public static void addTo(CommandSpec spec) {
        addOpeningTo(spec);
        spec.addOption(OptionSpec.builder(PASID_FEATURE)
                .type(PasidFeature.class)
                .paramLabel("INDEX[:FORM]")
                .converters(Options.reading(text -> parseFeature(text, PASID_FEATURE)))
                .description("pci: this kernel reports PASID as this VFIO_DEVICE_FEATURE, as translated (which "
                        + "is assumed), raw"
                        + " or masked. Mainline has no such feature. Also: " + ENVIRONMENT + ".")
                .build());
    }

    /** For a command that does not ask for PASID. */
    public static void addOpeningTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(WAY)
                .type(KernelOptions.Way.class)
                .paramLabel("WAY")
                .converters(Options.reading(Options.oneOf(KernelOptions.Way.class, WAY)))
                .description(
                        "pci: through its own node (cdev, with iommufd), its group (group), or what there is (auto).")
                .build());
        spec.addOption(OptionSpec.builder(NO_IOMMU)
                .type(boolean.class)
                .description("pci: also a device that no IOMMU holds back. It reaches all memory.")
                .build());
        spec.addOption(OptionSpec.builder(VF_TOKEN)
                .type(UUID.class)
                .paramLabel("UUID")
                .converters(Options.reading(KernelOption::parseToken))
                .description("pci: the VF token of the PF, which a VF needs when its PF is bound to vfio-pci, too.")
                .build());
    }

    /** As the command line says, and the environment. */
    public static KernelOptions of(ParseResult options) {
        KernelOptions kernel = ofEnvironment().withWay(options.matchedOptionValue(WAY, KernelOptions.Way.AUTO));
        @Nullable PasidFeature feature = options.matchedOptionValue(PASID_FEATURE, null);
        if (feature != null) {
            kernel = kernel.withPasidFeature(feature);
        }
        @Nullable UUID token = options.matchedOptionValue(VF_TOKEN, null);
        if (token != null) {
            kernel = kernel.withVfToken(token);
        }
        return options.hasMatchedOption(NO_IOMMU) ? kernel.allowingNoIommu() : kernel;
    }

    private static KernelOptions ofEnvironment() {
        @Nullable String text = System.getenv(ENVIRONMENT);
        if (text == null || text.isEmpty()) {
            return KernelOptions.DEFAULT;
        }
        try {
            return KernelOptions.DEFAULT.withPasidFeature(parseFeature(text, ENVIRONMENT));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads {@code 14} or {@code 14:raw}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    static PasidFeature parseFeature(String text, String option) {
        String problem = "%s takes INDEX[:FORM], an index of 0 to 65535 and %s: '%s'".formatted(option, forms(), text);
        int colon = text.indexOf(':');
        String index = colon < 0 ? text : text.substring(0, colon);
        Optional<PasidFormat> format = colon < 0
                ? Optional.of(PasidFormat.TRANSLATED)
                : Arrays.stream(PasidFormat.values())
                        .filter(candidate -> candidate.id().equals(text.substring(colon + 1)))
                        .findFirst();
        if (!index.matches("[0-9]{1,5}") || Integer.parseInt(index) > 0xffff || format.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
        return new PasidFeature(Integer.parseInt(index), format.get());
    }

    /**
     * Reads a UUID of 36 characters.
     *
     * @throws IllegalArgumentException when it is anything else; {@link UUID#fromString} takes shorter ones, too
     */
    static UUID parseToken(String text) {
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw new IllegalArgumentException("%s takes a UUID: '%s'".formatted(VF_TOKEN, text));
        }
        return UUID.fromString(text);
    }

    private static String forms() {
        return Arrays.stream(PasidFormat.values()).map(PasidFormat::id).collect(Collectors.joining(", "));
    }
}
