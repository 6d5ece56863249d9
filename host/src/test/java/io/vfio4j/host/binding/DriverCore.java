// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.testing.ForwardingTree;
import io.vfio4j.host.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the kernel's driver core does when its files are written to, over a tree. */
final class DriverCore extends ForwardingTree {
    private final TreeBuilder builder;
    private final Map<String, String> hostDrivers = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final List<String> writes = new ArrayList<>();
    private final Set<String> refusing = new HashSet<>();
    private String answer = "";

    DriverCore(TreeBuilder builder) {
        super(builder.tree());
        this.builder = builder;
    }

    /** The driver that the kernel finds for a function without driver_override. */
    DriverCore hostDriver(String address, String driver) {
        hostDrivers.put(address, driver);
        return this;
    }

    /** Drivers whose probe fails. */
    DriverCore refusing(String... drivers) {
        refusing.addAll(List.of(drivers));
        return this;
    }

    /** A block device's node that somebody has to himself. */
    DriverCore holding(String node) {
        held.add(node);
        return this;
    }

    /** Answers every write with an error, in the C library's words. */
    DriverCore refuseWrites(String error) {
        answer = error;
        return this;
    }

    /** What was written: {@code file <- text}. */
    List<String> writes() {
        return writes;
    }

    @Override
    public void write(String path, String text) throws IOException {
        if (!answer.isEmpty()) {
            throw new FileSystemException(path, null, answer);
        }
        super.write(path, text);
        writes.add(path.substring(path.lastIndexOf('/', path.lastIndexOf('/') - 1) + 1) + " <- " + text.strip());
        if (path.endsWith("/unbind")) {
            builder.remove("/sys/bus/pci/devices/" + text + "/driver");
        }
        if (path.endsWith("/drivers_probe")) {
            probe(text);
        }
    }

    private void probe(String address) {
        String device = "/sys/bus/pci/devices/" + address;
        String override = text(device + "/driver_override").orElse("");
        String driver = override.isEmpty() ? hostDrivers.getOrDefault(address, "") : override;
        if (!driver.isEmpty()
                && !refusing.contains(driver)
                && link(device + "/driver").isEmpty()) {
            String directory = linkPath(device).orElseThrow();
            builder.link(directory + "/driver", "/sys/bus/pci/drivers/" + driver);
        }
    }

    @Override
    public boolean held(String node, String number) {
        return held.contains(node);
    }
}
