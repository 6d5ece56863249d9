// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.Numbers;
import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names a set of devices that the IOMMU cannot keep apart.
 *
 * @param number as in {@code /sys/kernel/iommu_groups}
 * @param type {@code blocked}, {@code identity}, {@code unmanaged}, {@code DMA} or {@code DMA-FQ}; empty where the
 *     kernel does not tell
 * @param name {@code vfio-noiommu} for a group that no IOMMU is behind; empty for most
 * @param members names of its devices: addresses of functions, and names of others
 */
public record IommuGroup(int number, Optional<String> type, Optional<String> name, List<String> members) {
    private static final String GROUPS = "/sys/kernel/iommu_groups";

    /** Copies the list of members. */
    public IommuGroup {
        members = List.copyOf(members);
    }

    /** Returns all groups; read when they are looked at. */
    public static Stream<IommuGroup> all(SystemTree tree) {
        return tree.list(GROUPS).stream()
                .flatMap(name -> Numbers.decimal(name).stream())
                .map(number -> read(tree, number));
    }

    /** Reads a group. */
    public static IommuGroup read(SystemTree tree, int number) {
        String path = GROUPS + "/" + number;
        return new IommuGroup(
                number, tree.text(path + "/type"), tree.text(path + "/name"), tree.list(path + "/devices"));
    }

    /** Tells whether it was made for no-IOMMU mode, where nothing keeps a device from any memory. */
    public boolean withoutIommu() {
        return name.filter("vfio-noiommu"::equals).isPresent();
    }
}
