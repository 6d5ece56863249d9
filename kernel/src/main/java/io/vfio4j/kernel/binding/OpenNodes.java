package io.vfio4j.kernel.binding;

import io.vfio4j.kernel.sysfs.SysfsFunction;
import io.vfio4j.kernel.sysfs.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Processes that have a function's VFIO nodes open: the kernel lets a function go only when they have closed them
 * (vfio_unregister_group_dev in {@code drivers/vfio/vfio_main.c}), and unbinding waits for that.
 */
final class OpenNodes {
    private OpenNodes() {}

    /** Who has it open, in words; only root is shown the files of everybody. */
    static Optional<String> of(SystemTree tree, SysfsFunction function) {
        Set<String> nodes = new TreeSet<>();
        function.vfioDevice().ifPresent(name -> nodes.add("/dev/vfio/devices/" + name));
        function.iommuGroup().ifPresent(number -> nodes.add("/dev/vfio/" + number));
        for (String process : tree.list("/proc")) {
            String files = "/proc/" + process + "/fd";
            for (String file : Character.isDigit(process.charAt(0)) ? tree.list(files) : List.<String>of()) {
                Optional<String> open = tree.link(files + "/" + file).filter(nodes::contains);
                if (open.isPresent()) {
                    String name = tree.text("/proc/" + process + "/comm").orElse("?");
                    return Optional.of("process %s (%s) has %s open".formatted(process, name, open.get()));
                }
            }
        }
        return Optional.empty();
    }
}
