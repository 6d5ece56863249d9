// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.testing;

import io.vfio4j.host.sysfs.VfioDrivers;
import java.util.Arrays;
import java.util.Locale;

/** Attributes of one function in a tree. */
public final class FunctionBuilder {
    private final TreeBuilder tree;
    private final String address;
    private final String directory;
    private int classCode = 0x020000;
    private String ids = "8086:1572";
    private String driver = "";

    FunctionBuilder(TreeBuilder tree, String address, String directory) {
        this.tree = tree;
        this.address = address;
        this.directory = directory;
        tree.file(directory + "/driver_override", "(null)");
        tree.file(directory + "/numa_node", "-1");
        config(new ConfigBuilder());
    }

    public String address() {
        return address;
    }

    /** Where its attributes are. */
    public String directory() {
        return directory;
    }

    public FunctionBuilder is(int newClassCode, int vendor, int device) {
        classCode = newClassCode;
        ids = String.format(Locale.ROOT, "%04X:%04X", vendor, device);
        return uevent();
    }

    /** Binds it; a driver that is not VFIO's has no vfio-dev folder. */
    public FunctionBuilder driver(String name) {
        driver = name;
        if (!VfioDrivers.isVfio(name)) {
            tree.removeAll(directory + "/vfio-dev");
        }
        String path = "/sys/bus/pci/drivers/" + name;
        tree.directory(path).file(path + "/bind", "").file(path + "/unbind", "");
        tree.link(directory + "/driver", path);
        return uevent();
    }

    public FunctionBuilder group(int number) {
        String path = "/sys/kernel/iommu_groups/" + number;
        tree.file(path + "/type", "DMA");
        tree.link(path + "/devices/" + address, directory);
        tree.link(directory + "/iommu_group", path);
        return this;
    }

    /** Which IOMMU translates for it. */
    public FunctionBuilder iommu(String name) {
        tree.directory("/sys/devices/virtual/iommu/" + name);
        tree.link(directory + "/iommu", "/sys/devices/virtual/iommu/" + name);
        return this;
    }

    /** Bound to vfio-pci, with its nodes. */
    public FunctionBuilder vfio(String device, int group) {
        tree.file(directory + "/vfio-dev/" + device + "/dev", "511:0");
        tree.node("/dev/vfio/devices/" + device, "rw-------");
        tree.node("/dev/vfio/" + group, "rw-------");
        return driver("vfio-pci").group(group);
    }

    public FunctionBuilder config(ConfigBuilder config) {
        return config(config.bytes());
    }

    /** What the file has: 64 bytes for a user without rights. */
    public FunctionBuilder config(byte[] bytes) {
        tree.file(directory + "/config", bytes);
        return uevent();
    }

    /** The header only, as for a user without rights. */
    public FunctionBuilder headerOf(ConfigBuilder config) {
        return config(Arrays.copyOf(config.bytes(), 64));
    }

    /** Makes it a VF of a PF that was added before. */
    public FunctionBuilder virtualOf(String physical, int index) {
        tree.link(directory + "/physfn", tree.directoryOf(physical));
        tree.link(tree.directoryOf(physical) + "/virtfn" + index, directory);
        return this;
    }

    public FunctionBuilder file(String name, String text) {
        tree.file(directory + "/" + name, text);
        return this;
    }

    public TreeBuilder tree() {
        return tree;
    }

    private FunctionBuilder uevent() {
        String bound = driver.isEmpty() ? "" : "DRIVER=" + driver + "\n";
        tree.file(
                directory + "/uevent",
                "%sPCI_CLASS=%X\nPCI_ID=%s\nPCI_SUBSYS_ID=0000:0000\nPCI_SLOT_NAME=%s"
                        .formatted(bound, classCode, ids, address));
        return this;
    }
}
