package io.vfio4j.kernel.sysfs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Processes that have VFIO's nodes open, as far as {@code /proc} shows this user their files. */
public final class OpenNodes {
    private OpenNodes() {}

    /**
     * Who has a function open, or the group that it is in, in words: {@code process 42 (java) has /dev/vfio/7 open}. The kernel
     * lets a function go only when they have closed it (vfio_unregister_group_dev in {@code drivers/vfio/vfio_main.c}), and
     * unbinding waits for that.
     */
    public static Optional<String> of(SystemTree tree, SysfsFunction function) {
        Set<String> nodes = new TreeSet<>();
        function.vfioDevice().ifPresent(name -> nodes.add("/dev/vfio/devices/" + name));
        function.iommuGroup().ifPresent(number -> nodes.add("/dev/vfio/" + number));
        return of(tree, nodes);
    }

    /** As above, of any of several nodes. */
    public static Optional<String> of(SystemTree tree, Set<String> nodes) {
        for (String process : tree.list("/proc")) {
            String files = "/proc/" + process + "/fd";
            for (String file : Character.isDigit(process.charAt(0)) ? tree.list(files) : List.<String>of()) {
                Optional<String> open = tree.link(files + "/" + file).filter(nodes::contains);
                if (open.isPresent()) {
                    return Optional.of("%s has %s open".formatted(name(tree, process), open.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static String name(SystemTree tree, String process) {
        if (tree.link("/proc/self").filter(process::equals).isPresent()) {
            return "this process";
        }
        return "process %s (%s)"
                .formatted(process, tree.text("/proc/" + process + "/comm").orElse("?"));
    }
}
