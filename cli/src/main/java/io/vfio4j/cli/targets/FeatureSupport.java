// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A feature that a device has, found with PROBE, which changes nothing.
 *
 * @param index its index
 * @param name what the index means to this device
 * @param get whether it can be read
 * @param set whether it can be written
 */
public record FeatureSupport(int index, String name, boolean get, boolean set) {
    /** VFIO_DEVICE_FEATURE_ names of {@code linux/vfio.h}, by index. */
    private static final List<String> NAMES = List.of(
            "PCI_VF_TOKEN",
            "MIGRATION",
            "MIG_DEVICE_STATE",
            "LOW_POWER_ENTRY",
            "LOW_POWER_ENTRY_WITH_WAKEUP",
            "LOW_POWER_EXIT",
            "DMA_LOGGING_START",
            "DMA_LOGGING_STOP",
            "DMA_LOGGING_REPORT",
            "MIG_DATA_SIZE",
            "BUS_MASTER",
            "DMA_BUF",
            "MIG_PRECOPY_INFOv2",
            "ZPCI_ERROR");

    /** Features of the indices that have a name, and of the one that reports PASID. */
    static List<FeatureSupport> of(VfioDevice device, Optional<Integer> pasidIndex) {
        List<FeatureSupport> found = new ArrayList<>();
        for (int index = 0; index < NAMES.size(); index++) {
            String name = pasidIndex.isPresent() && pasidIndex.get() == index ? "PASID" : NAMES.get(index);
            add(found, device, index, name);
        }
        pasidIndex.filter(index -> index >= NAMES.size()).ifPresent(index -> add(found, device, index, "PASID"));
        return found;
    }

    private static void add(List<FeatureSupport> found, VfioDevice device, int index, String name) {
        boolean get = probe(device, index | FeatureFlags.GET);
        boolean set = probe(device, index | FeatureFlags.SET);
        if (get || set) {
            found.add(new FeatureSupport(index, name, get, set));
        }
    }

    private static boolean probe(VfioDevice device, int flags) {
        try {
            device.feature(flags | FeatureFlags.PROBE, MemorySegment.NULL);
            return true;
        } catch (VfioException e) {
            if (e.deviceGone()) {
                throw e;
            }
            return false;
        }
    }
}
