// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.node;

import io.vfio4j.device.VfioException;
import io.vfio4j.host.tree.Credentials;
import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;

/** Says why a node under {@code /dev} could not be opened, and what to do. */
public final class NodeErrors {
    private NodeErrors() {}

    /** Returns the failure of open(2), explained and in the device's name. */
    public static VfioException explained(VfioException failure, String target, String node) {
        return new VfioException(target, "open(%s)".formatted(node), failure.errno(), explain(failure, node), failure);
    }

    private static String explain(VfioException failure, String node) {
        return switch (failure.errno()) {
            case ENOENT -> absent(node);
            case EACCES ->
                SystemTree.of(SystemTree.THIS_MACHINE)
                        .status(node)
                        .map(NodeErrors::denied)
                        .orElse("this user may not open it");
            case EPERM ->
                node.contains("noiommu")
                        ? "CAP_SYS_RAWIO is missing, which a device without an IOMMU needs"
                        : "forbidden though its mode permits it: a container's device rules, or a security module";
            case EBUSY -> "this or another process has this group, or a device of it, open";
            case ENODEV, ENXIO -> "the node is there, its device is not: it is being removed, or vfio is not loaded";
            default -> failure.errno().meaning();
        };
    }

    private static String absent(String node) {
        if (node.equals(Nodes.CONTAINER)) {
            return "VFIO is not loaded, or in a container: this node was not passed on; modprobe vfio-pci";
        }
        if (node.equals(Nodes.IOMMU)) {
            return "the kernel has no iommufd (CONFIG_IOMMUFD; modprobe iommufd), or this node was not "
                    + "passed to the container";
        }
        if (node.startsWith(Nodes.DEVICES)) {
            return "the kernel gives devices no nodes of their own (CONFIG_VFIO_DEVICE_CDEV), or in a container: this"
                    + " node was not passed on";
        }
        return "no such node; in a container: it was not passed on";
    }

    private static String denied(NodeStatus status) {
        return "%s: run as root, or chown it to the user who is to use the device".formatted(status);
    }

    /** Tells whether there is something at a path. */
    public static boolean exists(String node) {
        Optional<NodeStatus> status = SystemTree.of(SystemTree.THIS_MACHINE).status(node);
        return status.isPresent() && !status.get().directory();
    }

    /** Tells whether this user may open what is at a path, as far as its mode tells. */
    public static boolean opens(String node) {
        SystemTree tree = SystemTree.of(SystemTree.THIS_MACHINE);
        Credentials user = Credentials.of(tree);
        return tree.status(node).filter(status -> status.opensFor(user)).isPresent();
    }
}
