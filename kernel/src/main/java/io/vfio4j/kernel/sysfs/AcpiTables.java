package io.vfio4j.kernel.sysfs;

import java.util.Optional;

/** Which IOMMU the firmware describes. */
public final class AcpiTables {
    private AcpiTables() {}

    /** {@code DMAR} (Intel), {@code IVRS} (AMD), {@code IORT} (ARM) or {@code VIOT} (virtio), when there is one. */
    public static Optional<String> iommu(SystemTree tree) {
        return tree.list("/sys/firmware/acpi/tables").stream()
                .filter(name -> switch (name) {
                    case "DMAR", "IVRS", "IORT", "VIOT" -> true;
                    default -> false;
                })
                .findFirst();
    }
}
