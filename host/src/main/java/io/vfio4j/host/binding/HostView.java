// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import java.util.Optional;

/** Tells whether the host's processes, mounts and network interfaces can be seen at all. */
final class HostView {
    /** PID_NS_INIT_INO in {@code linux/nsfs.h}: the namespace in which process 1 is the host's. */
    private static final String INITIAL_PROCESSES = "pid:[4026531836]";

    private HostView() {}

    /** Says what hides the host's use, in words; none when nothing does, or the tree does not tell. */
    static List<String> blindness(SystemTree tree) {
        Optional<String> processes = tree.link("/proc/self/ns/pid");
        if (processes.isPresent() && !processes.get().equals(INITIAL_PROCESSES)) {
            return List.of("this is a container: what the host uses cannot be seen");
        }
        Optional<String> network = tree.link("/proc/self/ns/net");
        Optional<String> host = tree.link("/proc/1/ns/net");
        return network.isPresent() && host.isPresent() && !network.equals(host)
                ? List.of("this is not the host's network namespace: what the host uses of its network cannot be seen")
                : List.of();
    }
}
