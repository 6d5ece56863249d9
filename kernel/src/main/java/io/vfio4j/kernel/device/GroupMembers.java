package io.vfio4j.kernel.device;

import io.vfio4j.kernel.sysfs.IommuGroup;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import io.vfio4j.kernel.sysfs.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.util.stream.Collectors;

/** Who is in a group, for messages. */
final class GroupMembers {
    private GroupMembers() {}

    /** {@code 0000:01:00.0 vfio-pci, 0000:01:00.1 snd_hda_intel}. */
    static String describe(SystemTree tree, IommuGroup group) {
        return group.members().stream()
                .map(member -> "%s %s".formatted(member, driver(tree, member)))
                .collect(Collectors.joining(", "));
    }

    private static String driver(SystemTree tree, String member) {
        try {
            return SysfsFunction.find(tree, PciAddress.parse(member))
                    .flatMap(SysfsFunction::driver)
                    .orElse("no driver");
        } catch (IllegalArgumentException _) {
            return "not PCI";
        }
    }
}
