// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A machine on which PASID works: VT-d in scalable mode, Linux 7.3, a function of vfio-pci behind a root port. */
public final class HealthyMachine {
    public static final String ROOT_PORT = "0000:00:1c.0";
    public static final String FUNCTION = "0000:3a:00.0";
    /** IR, DT, NEST, PRS, PASID of 20 bits, scalable mode, first and second stage. */
    public static final long ECAP =
            1L << 3 | 1L << 2 | 1L << 26 | 1L << 29 | 19L << 35 | 1L << 40 | 1L << 43 | 1L << 46 | 1L << 47;

    private static final List<String> OPTIONS = List.of(
            "IOMMUFD",
            "VFIO_DEVICE_CDEV",
            "VFIO_PCI",
            "PCI_ATS",
            "PCI_PASID",
            "PCI_PRI",
            "INTEL_IOMMU",
            "INTEL_IOMMU_SVM");

    private final TreeBuilder tree;
    private final FunctionBuilder function;
    private final FunctionBuilder port;

    public HealthyMachine(Path root) {
        tree = new TreeBuilder(root);
        intel("dmar0", ECAP);
        tree.file("/sys/firmware/acpi/tables/DMAR", "").file("/sys/firmware/acpi/tables/FACP", "");
        tree.file("/sys/kernel/irq/0/chip_name", "IR-IO-APIC");
        tree.file("/proc/cmdline", "root=/dev/sda1 intel_iommu=on,sm_on quiet");
        tree.file("/proc/sys/kernel/osrelease", "7.3.4");
        tree.file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme de");
        tree.file("/proc/misc", "262 iommu\n196 vfio");
        user(0, 0x1ffffffffffL);
        memoryLock("unlimited");
        kernelBuiltWith(OPTIONS);
        tree.node("/dev/iommu", "rw-------").node("/dev/vfio/vfio", "rw-rw-rw-");
        tree.directory("/sys/bus/pci/drivers/vfio-pci");
        tree.file("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "N");
        tree.file("/sys/module/vfio_pci/parameters/disable_denylist", "N");
        tree.file("/sys/module/iommufd/parameters/allow_unsafe_interrupts", "N");
        port = tree.function(ROOT_PORT)
                .is(0x060400, 0x8086, 0x1234)
                .driver("pcieport")
                .group(3)
                .iommu("dmar0");
        port.config(goodPort());
        function = tree.functionUnder(ROOT_PORT, FUNCTION)
                .is(0x020000, 0x8086, 0x1572)
                .vfio("vfio0", 12)
                .iommu("dmar0");
        function.config(goodFunction());
    }

    /** Registers of a root port through which PASID goes. */
    public static ConfigBuilder goodPort() {
        return new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, true).acs(0x1f, 0x1d);
    }

    /** Registers of an endpoint whose PASID is enabled. */
    public static ConfigBuilder goodFunction() {
        return new ConfigBuilder()
                .express(ConfigBuilder.ENDPOINT, true)
                .ats(true)
                .pri(true)
                .pasid(20, true);
    }

    public TreeBuilder tree() {
        return tree;
    }

    public FunctionBuilder function() {
        return function;
    }

    public FunctionBuilder port() {
        return port;
    }

    /** Makes it a virtual machine. */
    public HealthyMachine guest() {
        tree.file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm");
        return this;
    }

    public HealthyMachine intel(String name, long ecap) {
        tree.file("/sys/class/iommu/" + name + "/intel-iommu/ecap", Long.toHexString(ecap));
        tree.file("/sys/class/iommu/" + name + "/intel-iommu/cap", "d2008c40660462");
        return this;
    }

    /** Another IOMMU takes the place of Intel's. */
    public HealthyMachine amd(String features) {
        withoutIommu();
        tree.file("/sys/class/iommu/ivhd0/amd-iommu/features", features);
        tree.file("/sys/class/iommu/ivhd0/amd-iommu/cap", "40f");
        return this;
    }

    /** The IOMMU is gone from {@code /sys/class/iommu}. */
    public HealthyMachine withoutIommu() {
        if (!tree.tree().exists("/sys/class/iommu/dmar0")) {
            return this;
        }
        tree.remove("/sys/class/iommu/dmar0/intel-iommu/ecap")
                .remove("/sys/class/iommu/dmar0/intel-iommu/cap")
                .remove("/sys/class/iommu/dmar0/intel-iommu")
                .remove("/sys/class/iommu/dmar0");
        return this;
    }

    /** Nothing translates: no IOMMU, and no group. */
    public HealthyMachine untranslated() {
        withoutIommu();
        ungroup(port, 3);
        ungroup(function, 12);
        return this;
    }

    private void ungroup(FunctionBuilder member, int group) {
        String path = "/sys/kernel/iommu_groups/" + group;
        tree.remove(path + "/devices/" + member.address())
                .remove(path + "/devices")
                .remove(path + "/type")
                .remove(path)
                .remove(member.directory() + "/iommu_group")
                .remove(member.directory() + "/iommu");
    }

    /** The names of the controllers that deliver interrupts. */
    public HealthyMachine interruptsThrough(String... chips) {
        tree.remove("/sys/kernel/irq/0/chip_name");
        for (int i = 0; i < chips.length; i++) {
            tree.file("/sys/kernel/irq/%d/chip_name".formatted(i), chips[i]);
        }
        return this;
    }

    /** Who reads, with which capabilities and no group but its own. */
    public HealthyMachine user(int uid, long capabilities) {
        tree.file(
                "/proc/self/status",
                ("Name:\tjava\nUid:\t%1$d\t%1$d\t%1$d\t%1$d\nGid:\t%1$d\t%1$d\t%1$d\t%1$d\nGroups:\t%1$d "
                                + "\nCapEff:\t%2$016x")
                        .formatted(uid, capabilities));
        return this;
    }

    public HealthyMachine memoryLock(String limit) {
        tree.file(
                "/proc/self/limits",
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max processes             15390                15390                processes \n"
                        + "Max locked memory         %-20s %-20s bytes     ".formatted(limit, limit));
        return this;
    }

    /** What {@code /proc/config.gz} has set to y. */
    public HealthyMachine kernelBuiltWith(List<String> options) {
        StringBuilder text = new StringBuilder("# Linux\n# CONFIG_NOTHING is not set\n");
        options.forEach(option -> text.append("CONFIG_").append(option).append("=y\n"));
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tree.file("/proc/config.gz", compressed.toByteArray());
        return this;
    }

    /** What it has set to y without one option. */
    public HealthyMachine kernelBuiltWithout(String option) {
        return kernelBuiltWith(
                OPTIONS.stream().filter(each -> !each.equals(option)).toList());
    }
}
