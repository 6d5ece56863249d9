// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;

/** Reads from the firmware's ACPI tables which IOMMU there is. */
public final class AcpiTables {
    private static final String TABLES = "/sys/firmware/acpi/tables";

    private AcpiTables() {}

    /** Tells whether the firmware's tables are to be seen at all. */
    public static boolean visible(SystemTree tree) {
        return !tree.list(TABLES).isEmpty();
    }

    /**
     * Returns {@code DMAR} (Intel), {@code IVRS} (AMD), {@code IORT} (ARM) or {@code VIOT} (virtio), when there is one.
     */
    public static Optional<String> iommu(SystemTree tree) {
        return tree.list(TABLES).stream()
                .filter(name -> switch (name) {
                    case "DMAR", "IVRS", "IORT", "VIOT" -> true;
                    default -> false;
                })
                .findFirst();
    }
}
