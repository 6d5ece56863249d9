// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.DeviceConfigSpace;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.HostPasid;
import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidControl;
import io.vfio4j.pci.structure.PasidStructure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what PASID a device offers. Asks the VFIO feature, then the IOMMU's hardware information, then the
 * configuration space that the device's owner may read, then the registers that its host reads; each is asked, so that
 * the report can say what the others said.
 */
public final class PasidProbe {
    private PasidProbe() {}

    /**
     * Asks a device, and reads its configuration space.
     *
     * @throws VfioException only when the device itself is gone; a source that cannot answer is part of the report
     */
    public static PasidReport of(VfioDevice device) {
        PasidReport.Answer registers;
        try {
            registers = ofConfigSpace(DeviceConfigSpace.read(device));
        } catch (VfioException e) {
            registers = unknown(PasidReport.Source.CONFIG_SPACE, e);
        }
        return report(device, registers);
    }

    /**
     * Asks a device whose configuration space was read already.
     *
     * @param config as {@link DeviceConfigSpace#read} has it
     * @throws VfioException only when the device itself is gone; a source that cannot answer is part of the report
     */
    public static PasidReport of(VfioDevice device, ConfigSpace config) {
        return report(device, ofConfigSpace(config));
    }

    private static PasidReport report(VfioDevice device, PasidReport.Answer registers) {
        DeviceOrigin origin = device.origin();
        Optional<HostPasid> host = origin.hostPasid();
        List<PasidReport.Answer> answers = new ArrayList<>();
        answers.add(askFeature(device, origin.pasidFeature()));
        answers.add(askIommu(origin, host));
        answers.add(registers);
        host.map(PasidProbe::ofHost).ifPresent(answers::add);
        return new PasidReport(answers);
    }

    private static PasidReport.Answer askFeature(VfioDevice device, Optional<PasidFeature> agreed) {
        if (agreed.isEmpty()) {
            return unknown(PasidReport.Source.DEVICE_FEATURE, "not asked: no feature index is known for this device");
        }
        PasidFeature feature = agreed.get();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(PasidData.SIZE);
            device.feature(feature.index() | FeatureFlags.PROBE | FeatureFlags.GET, data);
            int filled = device.feature(feature.index() | FeatureFlags.GET, data);
            if (filled != PasidData.SIZE) {
                return unknown(
                        PasidReport.Source.DEVICE_FEATURE,
                        "feature %d: %d bytes instead of %d".formatted(feature.index(), filled, PasidData.SIZE));
            }
            return ofFeature(feature.index(), PasidData.read(feature.format(), data));
        } catch (VfioException e) {
            requireThere(e);
            return unknown(
                    PasidReport.Source.DEVICE_FEATURE,
                    "feature %d: %s (%s)".formatted(feature.index(), e.errno(), e.detail()));
        }
    }

    private static PasidReport.Answer ofFeature(int index, PasidData data) {
        String where = "feature %d, %s: %s".formatted(index, data.format().id(), data);
        if (data.width() > PasidCapability.MAX_WIDTH) {
            return unknown(
                    PasidReport.Source.DEVICE_FEATURE,
                    "%s: width %d, but PCIe allows %d at most"
                            .formatted(where, data.width(), PasidCapability.MAX_WIDTH));
        }
        PasidOffer offer = PasidOffer.ofFeature(data);
        return new PasidReport.Answer(PasidReport.Source.DEVICE_FEATURE, offer, where + ": " + describe(offer));
    }

    private static PasidReport.Answer askIommu(DeviceOrigin origin, Optional<HostPasid> host) {
        try {
            Optional<IommuHardwareInfo> info = origin.iommuHardwareInfo();
            if (info.isEmpty()) {
                return unknown(PasidReport.Source.IOMMUFD, "no IOMMU to ask");
            }
            if (info.get().maxPasidLog2() == 0) {
                return unknown(
                        PasidReport.Source.IOMMUFD,
                        "0 bits: the IOMMU gives this device no PASID, or Linux is older than 6.15"
                                + (info.get().iommu().isEmpty()
                                        ? ""
                                        : "; " + info.get().iommu()));
            }
            PasidOffer offer = PasidOffer.ofHardwareInfo(info.get(), host);
            String iommu = info.get().iommu();
            return new PasidReport.Answer(
                    PasidReport.Source.IOMMUFD, offer, describe(offer) + (iommu.isEmpty() ? "" : "; " + iommu));
        } catch (VfioException e) {
            return unknown(PasidReport.Source.IOMMUFD, e);
        }
    }

    private static PasidReport.Answer ofConfigSpace(ConfigSpace config) {
        Optional<PasidStructure> structure = structureIn(config);
        if (structure.isEmpty()) {
            return unknown(PasidReport.Source.CONFIG_SPACE, "no PASID in the capability list");
        }
        PasidOffer offer = PasidOffer.ofStructure(structure.get());
        return new PasidReport.Answer(PasidReport.Source.CONFIG_SPACE, offer, describe(offer));
    }

    private static PasidReport.Answer ofHost(HostPasid host) {
        String whose = host.owner().isEmpty() ? "" : host.owner() + ": ";
        if (!host.readable()) {
            return unknown(PasidReport.Source.HOST_REGISTERS, whose + host.obstacle());
        }
        if (host.structure().isEmpty()) {
            return unknown(PasidReport.Source.HOST_REGISTERS, whose + "no PASID in the capability list");
        }
        PasidOffer offer = PasidOffer.ofStructure(host.structure().get());
        return new PasidReport.Answer(PasidReport.Source.HOST_REGISTERS, offer, whose + describe(offer));
    }

    /** Finds the PASID structure of a configuration space, when its capability list has one that fits. */
    public static Optional<PasidStructure> structureIn(ConfigSpace config) {
        Optional<Capability> capability = CapabilityList.of(config).find(CapabilityId.PASID);
        if (capability.isEmpty() || capability.get().offset() + PasidCapability.SIZE > config.size()) {
            return Optional.empty();
        }
        int offset = capability.get().offset();
        return Optional.of(new PasidStructure(
                capability.get().version(),
                config.u16(offset + PasidCapability.REGISTER_OFFSET),
                config.u16(offset + PasidControl.REGISTER_OFFSET)));
    }

    private static String describe(PasidOffer offer) {
        if (!offer.supported()) {
            return "none";
        }
        if (offer.width() == 0 && offer.enablement() == PasidOffer.Enablement.DISABLED) {
            return "present, not enabled";
        }
        String enablement = switch (offer.enablement()) {
            case ENABLED -> ", enabled";
            case DISABLED -> ", not enabled";
            case UNKNOWN -> "";
        };
        String version = offer.structureVersion().isPresent()
                ? ", version " + offer.structureVersion().getAsInt()
                : "";
        return "%s%s%s%s%s"
                .formatted(
                        PasidCapability.widthText(offer.width()),
                        offer.execute() ? ", execute" : "",
                        offer.privileged() ? ", privileged" : "",
                        enablement,
                        version);
    }

    private static PasidReport.Answer unknown(PasidReport.Source source, String text) {
        return new PasidReport.Answer(source, null, text);
    }

    private static PasidReport.Answer unknown(PasidReport.Source source, VfioException refusal) {
        requireThere(refusal);
        return unknown(source, "%s (%s)".formatted(refusal.errno(), refusal.detail()));
    }

    private static void requireThere(VfioException refusal) {
        if (refusal.deviceGone()) {
            throw refusal;
        }
    }
}
