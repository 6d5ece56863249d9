// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.device.DeviceConfigSpace;
import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Holds everything that a device's owner can find out without changing it.
 *
 * @param target the user's name of it
 * @param info its kind, and how many regions and interrupts it has
 * @param function physical or virtual, as far as anybody says
 * @param config its configuration space as the owner sees it; empty for a device that is not PCI
 * @param capabilities those that the space's lists lead to
 * @param regions those that exist
 * @param irqs those that exist
 * @param features those that it has
 * @param pasid the PASID that it offers
 */
public record DeviceSurvey(
        String target,
        DeviceInfo info,
        FunctionKind function,
        Optional<ConfigSpace> config,
        CapabilityList capabilities,
        List<RegionInfo> regions,
        List<IrqInfo> irqs,
        List<FeatureSupport> features,
        PasidReport pasid) {
    /** More than any device has; a peer may claim billions. */
    private static final int MOST_INDICES = 256;

    public DeviceSurvey {
        regions = List.copyOf(regions);
        irqs = List.copyOf(irqs);
        features = List.copyOf(features);
    }

    /**
     * Asks a device.
     *
     * @throws VfioException when it stops answering
     */
    public static DeviceSurvey of(String target, VfioDevice device) {
        DeviceInfo info = device.info();
        Optional<ConfigSpace> config = info.pci() ? Optional.of(DeviceConfigSpace.read(device)) : Optional.empty();
        return new DeviceSurvey(
                target,
                info,
                device.origin().functionKind(),
                config,
                config.map(CapabilityList::of).orElseGet(() -> new CapabilityList(List.of(), List.of(), List.of())),
                existing(info.regions(), device::regionInfo).stream()
                        .filter(region -> region.size() != 0)
                        .toList(),
                existing(info.irqs(), device::irqInfo).stream()
                        .filter(irq -> irq.count() != 0)
                        .toList(),
                FeatureSupport.of(device, device.origin().pasidFeature().map(PasidFeature::index)),
                config.map(read -> PasidProbe.of(device, read)).orElseGet(() -> PasidProbe.of(device)));
    }

    /** The kernel answers EINVAL for an index that this device does not have, such as VGA. */
    private static <T> List<T> existing(int count, IntFunction<T> ask) {
        List<T> found = new ArrayList<>();
        for (int index = 0; index < Math.min(count, MOST_INDICES); index++) {
            try {
                found.add(ask.apply(index));
            } catch (VfioException e) {
                if (e.errno() != Errno.EINVAL) {
                    throw e;
                }
            }
        }
        return found;
    }
}
