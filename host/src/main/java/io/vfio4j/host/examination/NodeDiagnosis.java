// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.tree.NodeStatus;
import java.util.Optional;

/** Judges whether a node of {@code /dev} is there and may be opened. */
public final class NodeDiagnosis {
    private NodeDiagnosis() {}

    /**
     * Judges a node that should be there.
     *
     * @param path where it should be
     * @param whenAbsent what to do when it is not
     */
    public static Diagnosis of(Machine machine, String path, String whenAbsent) {
        Optional<NodeStatus> status = machine.tree().status(path);
        if (status.isEmpty()) {
            return Diagnosis.problem(path + " does not exist", whenAbsent);
        }
        NodeStatus node = status.get();
        String read = "%s: %s".formatted(path, node);
        if (node.directory()) {
            return Diagnosis.problem(
                    read, "a container's mount of a node that the host does not have makes a folder: mend the host");
        }
        Optional<Boolean> asked = machine.tree().opens(path);
        if (!asked.orElseGet(() -> node.opensFor(machine.user()))) {
            if (asked.isEmpty() && node.mayHaveListFor(machine.user())) {
                return Diagnosis.unknown(
                        "%s; user %d may not open it, unless an access control list lets it, which is not seen here"
                                .formatted(read, machine.user().uid()),
                        "on that machine: getfacl " + path);
            }
            return Diagnosis.problem(
                    "%s; user %d may not open it".formatted(read, machine.user().uid()),
                    "run as root, or: chown %d %s".formatted(machine.user().uid(), path));
        }
        return Diagnosis.ok(read);
    }
}
