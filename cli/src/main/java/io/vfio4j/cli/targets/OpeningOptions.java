// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.Flag;
import io.vfio4j.cli.console.Option;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.kernel.KernelOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reads the options that say how a function of this machine is opened. */
public final class OpeningOptions {
    private static final String ENVIRONMENT = "VFIO4J_PASID_FEATURE";
    private static final Option<KernelOptions.Way> WAY = Option.choice(
            "--way",
            "WAY",
            KernelOptions.Way.class,
            "pci: through its own node (cdev, with iommufd), its group (group), or what there is (auto).");
    private static final Flag NO_IOMMU =
            new Flag("--no-iommu", "pci: also a device that no IOMMU holds back. It reaches all memory.");
    private static final Option<UUID> VF_TOKEN = new Option<>(
            "--vf-token",
            "UUID",
            UUID.class,
            OpeningOptions::parseToken,
            List.of(),
            "pci: the VF token of the PF, which a VF needs when its PF is bound to vfio-pci, too.");
    private static final Option<PasidFeature> PASID_FEATURE = new Option<>(
            "--pasid-feature",
            "INDEX[:FORM]",
            PasidFeature.class,
            text -> parseFeature(text, "--pasid-feature"),
            List.of(),
            "pci: this kernel reports PASID as this VFIO_DEVICE_FEATURE, as translated (which is assumed), raw"
                    + " or masked. Mainline has no such feature. Also: " + ENVIRONMENT + ".");

    /** vfio_pci_core_enable() and vfio_pci_core_disable(); iommu_device_claim_dma_owner(). */
    public static final String OPENING =
            "pci: a function that is bound to a VFIO driver is opened for it: the kernel turns its bus mastering off,"
                    + " resets the function before and after, and gives it a DMA domain without mappings. A function of"
                    + " another driver is only read, through sysfs.";

    private OpeningOptions() {}

    /** Adds the options to a command that asks for PASID. */
    public static void addTo(CommandSpec spec) {
        addOpeningTo(spec);
        spec.addOption(PASID_FEATURE.spec());
    }

    /** Adds the options to a command that does not ask for PASID. */
    public static void addOpeningTo(CommandSpec spec) {
        spec.addOption(WAY.spec());
        spec.addOption(NO_IOMMU.spec());
        spec.addOption(VF_TOKEN.spec());
    }

    /** Returns what the command line and the environment say. */
    public static KernelOptions of(ParseResult options) {
        KernelOptions kernel = ofEnvironment().withWay(WAY.in(options).orElse(KernelOptions.Way.AUTO));
        Optional<PasidFeature> feature = PASID_FEATURE.in(options);
        if (feature.isPresent()) {
            kernel = kernel.withPasidFeature(feature.get());
        }
        Optional<UUID> token = VF_TOKEN.in(options);
        if (token.isPresent()) {
            kernel = kernel.withVfToken(token.get());
        }
        return NO_IOMMU.in(options) ? kernel.allowingNoIommu() : kernel;
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
            throw new IllegalArgumentException("%s takes a UUID: '%s'".formatted(VF_TOKEN.name(), text));
        }
        return UUID.fromString(text);
    }

    private static String forms() {
        return Arrays.stream(PasidFormat.values()).map(PasidFormat::id).collect(Collectors.joining(", "));
    }
}
