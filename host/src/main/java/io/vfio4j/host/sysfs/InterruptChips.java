// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names the controllers that deliver interrupts, as the kernel names them in {@code /sys/kernel/irq}: the only place
 * that tells whether interrupts are remapped, and not merely whether they could be.
 *
 * @param isolating one that keeps devices from forging interrupts: {@code IR-IO-APIC}, {@code ITS-PCI-MSI-...}
 * @param plain one that does not: {@code IO-APIC}, {@code PCI-MSI-...}
 */
public record InterruptChips(Optional<String> isolating, Optional<String> plain) {
    private static final String INTERRUPTS = "/sys/kernel/irq";
    private static final int FILES_AT_MOST = 8192;
    /** The prefix of {@code drivers/iommu/intel/irq_remapping.c} and {@code amd/iommu.c}, and that of ARM's ITS. */
    private static final Pattern ISOLATING = Pattern.compile("(IR|ITS)-.+");
    /** The names on x86, which remaps the interrupts of all I/O APICs or of none (parse_ioapics_under_ir). */
    private static final Pattern PLAIN = Pattern.compile("IO-APIC|PCI-MSIX?(-.*)?");

    /** Reads names until one tells; both are empty when none does. */
    public static InterruptChips of(SystemTree tree) {
        int files = 0;
        for (String interrupt : tree.list(INTERRUPTS)) {
            if (++files > FILES_AT_MOST) {
                break;
            }
            Optional<String> chip = tree.text("%s/%s/chip_name".formatted(INTERRUPTS, interrupt));
            if (chip.filter(name -> ISOLATING.matcher(name).matches()).isPresent()) {
                return new InterruptChips(chip, Optional.empty());
            }
            if (chip.filter(name -> PLAIN.matcher(name).matches()).isPresent()) {
                return new InterruptChips(Optional.empty(), chip);
            }
        }
        return new InterruptChips(Optional.empty(), Optional.empty());
    }
}
