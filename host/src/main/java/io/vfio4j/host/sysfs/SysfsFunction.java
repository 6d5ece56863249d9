// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.Numbers;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a PCI function as sysfs does. Each question reads its file; identity and registers are read once. */
public final class SysfsFunction {
    /** The folder in which the kernel links every function. */
    static final String DEVICES = "/sys/bus/pci/devices";

    private final SystemTree tree;
    private final PciAddress address;
    private final String link;
    private @Nullable FunctionIdentity identity;
    private @Nullable FunctionConfig config;
    private @Nullable String directory;

    private SysfsFunction(SystemTree tree, PciAddress address) {
        this.tree = tree;
        this.address = address;
        link = DEVICES + "/" + address;
    }

    /** Returns all functions, by address. */
    public static List<SysfsFunction> all(SystemTree tree) {
        List<PciAddress> addresses = new ArrayList<>();
        for (String name : tree.list(DEVICES)) {
            addressOf(name).ifPresent(addresses::add);
        }
        return addresses.stream()
                .sorted()
                .map(address -> new SysfsFunction(tree, address))
                .toList();
    }

    /** Finds the function at this address; empty when there is none. */
    public static Optional<SysfsFunction> find(SystemTree tree, PciAddress address) {
        return tree.exists(DEVICES + "/" + address) ? Optional.of(new SysfsFunction(tree, address)) : Optional.empty();
    }

    /**
     * Finds the function of a name, as an IOMMU group lists its members; empty for a device that is not PCI, or is
     * gone.
     */
    public static Optional<SysfsFunction> named(SystemTree tree, String name) {
        return addressOf(name).flatMap(address -> find(tree, address));
    }

    /** Returns where the function is. */
    public PciAddress address() {
        return address;
    }

    /** Returns the link to its folder, under which are its attributes. */
    public String path() {
        return link;
    }

    /** Returns vendor, device, class and driver; read once. */
    public FunctionIdentity identity() {
        if (identity == null) {
            identity = FunctionIdentity.parse(tree.text(link + "/uevent").orElse(""));
        }
        return identity;
    }

    /** Returns the driver bound to it. */
    public Optional<String> driver() {
        return identity().driver();
    }

    /** Returns the only driver that may bind to it, where one is set. */
    public Optional<String> driverOverride() {
        return tree.text(link + "/driver_override").filter(name -> !name.isEmpty() && !name.equals("(null)"));
    }

    /** Returns the number of its IOMMU group; empty without an IOMMU. */
    public Optional<Integer> iommuGroup() {
        return tree.linkName(link + "/iommu_group").flatMap(Numbers::decimal);
    }

    /** Returns the name of the IOMMU that translates for it. */
    public Optional<String> iommu() {
        return tree.linkName(link + "/iommu");
    }

    /**
     * Returns the name of the character device that iommufd users open: {@code vfio3} of {@code
     * /dev/vfio/devices/vfio3}; with {@code noiommu-} before it when no IOMMU holds the device back.
     */
    public Optional<String> vfioDevice() {
        return tree.list(link + "/vfio-dev").stream()
                .filter(name -> name.startsWith("vfio") || name.startsWith("noiommu-vfio"))
                .findFirst();
    }

    /** Returns the PF of a VF; empty for any other function. */
    public Optional<PciAddress> physicalFunction() {
        return tree.linkName(link + "/physfn").flatMap(SysfsFunction::addressOf);
    }

    /** Returns the function whose PASID capability counts: of a VF its PF, of any other itself. */
    public SysfsFunction pasidOwner() {
        return physicalFunction().flatMap(physical -> find(tree, physical)).orElse(this);
    }

    /** Returns the VFs of a PF, by address; none for any other function. */
    public List<PciAddress> virtualFunctions() {
        return tree.list(link).stream()
                .filter(name -> name.startsWith("virtfn"))
                .flatMap(name -> tree.linkName(link + "/" + name).stream())
                .flatMap(name -> addressOf(name).stream())
                .sorted()
                .toList();
    }

    /**
     * Counts its VFs: by its registers or, where this user may not read them, by {@code sriov_numvfs} and {@code
     * sriov_totalvfs}, which all may read and which only a PF has.
     */
    public VirtualFunctionCount virtualFunctionCount() {
        if (config().extendedComplete()) {
            return config().virtualFunctionCount().orElse(VirtualFunctionCount.NONE);
        }
        return count("/sriov_totalvfs")
                .map(possible -> new VirtualFunctionCount(count("/sriov_numvfs").orElse(0), possible))
                .orElse(VirtualFunctionCount.NONE);
    }

    private Optional<Integer> count(String attribute) {
        return tree.text(link + attribute).flatMap(Numbers::decimal);
    }

    /** Tells whether it is still there: it may be pulled out, or be a VF that is taken away, at any time. */
    boolean present() {
        return tree.exists(link);
    }

    /** Returns {@code fixed}, {@code removable} or {@code unknown}, where the firmware says. */
    public Optional<String> removable() {
        return tree.text(link + "/removable");
    }

    /** Returns its registers; read once. */
    public FunctionConfig config() {
        if (config == null) {
            config = ConfigFile.read(tree, link + "/config");
        }
        return config;
    }

    /** Returns its folder under {@code /sys/devices}. */
    String directory() {
        if (directory == null) {
            directory = tree.linkPath(link).orElse(link);
        }
        return directory;
    }

    /** Returns the bridges above it, the nearest first, the root port last. None for an integrated endpoint. */
    public List<SysfsFunction> bridges() {
        List<SysfsFunction> above = new ArrayList<>();
        String path = directory();
        while (true) {
            path = path.substring(0, path.lastIndexOf('/'));
            Optional<PciAddress> bridge = addressOf(path.substring(path.lastIndexOf('/') + 1));
            if (bridge.isEmpty()) {
                return above;
            }
            above.add(new SysfsFunction(tree, bridge.get()));
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }

    private static Optional<PciAddress> addressOf(String name) {
        try {
            return name.indexOf('.') < 0 ? Optional.empty() : Optional.of(PciAddress.parse(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
