package io.vfio4j.kernel.binding;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.sysfs.IommuGroup;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import io.vfio4j.kernel.sysfs.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Binds functions to a VFIO driver and gives them back, through {@code driver_override} and {@code drivers_probe}. */
public final class DriverBinding {
    private static final String DRIVERS = "/sys/bus/pci/drivers/";
    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    private static final int BRIDGE_CLASS = 0x06;

    private final SystemTree tree;
    private final boolean verify;

    /**
     * Bindings on a machine.
     *
     * @param tree its files
     * @param verify whether to look if the kernel did it; a saved tree has no kernel that does anything
     */
    public DriverBinding(SystemTree tree, boolean verify) {
        this.tree = tree;
        this.verify = verify;
    }

    /**
     * Finds what speaks against binding functions to a VFIO driver together. Nothing is changed.
     *
     * @return the reasons, each in words without a full stop; none when nothing does
     */
    public List<String> objections(List<SysfsFunction> functions, String driver) {
        List<String> reasons = new ArrayList<>();
        if (!tree.exists(DRIVERS + driver)) {
            reasons.add("the driver %1$s is not loaded: modprobe %1$s".formatted(driver));
        }
        HostUse host = new HostUse(tree);
        Set<String> together = new HashSet<>();
        functions.forEach(function -> together.add(function.toString()));
        for (SysfsFunction function : functions) {
            if (function.driver().equals(Optional.of(driver))) {
                continue;
            }
            if (function.identity().classCode() >>> 16 == BRIDGE_CLASS) {
                reasons.add("%s is a bridge, which VFIO gives to nobody".formatted(function));
            }
            host.of(function).forEach(use -> reasons.add("%s: %s".formatted(function, use)));
            reasons.addAll(groupObjections(function, together));
        }
        return reasons;
    }

    /**
     * Binds functions to a VFIO driver, all or none as far as that can be known before.
     *
     * @param force whether to do it although something speaks against it
     * @throws BindingRefused when something speaks against it
     * @throws VfioException when the kernel refuses; that function then has its former driver again
     */
    public void bind(List<SysfsFunction> functions, String driver, boolean force) throws BindingRefused {
        List<String> reasons = objections(functions, driver);
        if (!force && !reasons.isEmpty()) {
            throw new BindingRefused(reasons);
        }
        for (SysfsFunction function : functions) {
            bind(function, driver);
        }
    }

    private void bind(SysfsFunction function, String driver) {
        Optional<String> former = function.driver();
        if (former.equals(Optional.of(driver))) {
            return;
        }
        write(function, function.path() + "/driver_override", driver + "\n");
        try {
            rebind(function, former);
            requireDriver(function, Optional.of(driver));
        } catch (VfioException e) {
            giveBack(function, former, e);
            throw e;
        }
    }

    /**
     * Gives a function back to the host: its driver_override is cleared, and the kernel looks for a driver.
     *
     * @param force whether to do it although it is not VFIO's, has virtual functions, or is open; the kernel then waits
     *     until it is closed
     * @return the driver that the host uses for it now; empty when it has none, or nobody looked
     * @throws BindingRefused when something speaks against it
     * @throws VfioException when the kernel refuses
     */
    public Optional<String> unbind(SysfsFunction function, boolean force) throws BindingRefused {
        List<String> reasons = new ArrayList<>();
        function.driver()
                .filter(driver -> !driver.contains("vfio"))
                .ifPresent(
                        driver -> reasons.add("%s: bound to %s, which is no VFIO driver".formatted(function, driver)));
        new HostUse(tree).claims(function).forEach(claim -> reasons.add("%s: %s".formatted(function, claim)));
        if (!force && !reasons.isEmpty()) {
            throw new BindingRefused(reasons);
        }
        write(function, function.path() + "/driver_override", "\n");
        rebind(function, function.driver());
        return current(function);
    }

    private void rebind(SysfsFunction function, Optional<String> former) {
        former.ifPresent(driver -> write(function, DRIVERS + driver + "/unbind", function.toString()));
        write(function, PROBE, function.toString());
    }

    private void giveBack(SysfsFunction function, Optional<String> former, VfioException failure) {
        try {
            write(function, function.path() + "/driver_override", "\n");
            if (former.isPresent() && current(function).isEmpty()) {
                write(function, PROBE, function.toString());
            }
        } catch (VfioException e) {
            failure.addSuppressed(e);
        }
    }

    private void requireDriver(SysfsFunction function, Optional<String> wanted) {
        if (verify && !current(function).equals(wanted)) {
            throw new VfioException(
                    "pci:" + function.address(),
                    "bind to " + wanted.orElse("no driver"),
                    Errno.EINVAL,
                    "the driver refused it; the kernel's log tells why (dmesg)");
        }
    }

    /** The driver as the kernel has it now. */
    private Optional<String> current(SysfsFunction function) {
        return tree.linkName(function.path() + "/driver");
    }

    private List<String> groupObjections(SysfsFunction function, Set<String> together) {
        Optional<Integer> number = function.iommuGroup();
        if (number.isEmpty()) {
            return List.of("%s is in no IOMMU group: no IOMMU would keep it in check".formatted(function));
        }
        List<String> reasons = new ArrayList<>();
        for (String member : IommuGroup.read(tree, number.get()).members()) {
            if (!together.contains(member)) {
                hostDriver(member)
                        .ifPresent(driver ->
                                reasons.add("%s shares group %d with %s, which %s uses: bind both, or unbind it"
                                        .formatted(function, number.get(), member, driver)));
            }
        }
        return reasons;
    }

    /** The driver that makes a group unusable to VFIO: any but VFIO's own, and those that leave DMA alone. */
    private Optional<String> hostDriver(String member) {
        try {
            return SysfsFunction.find(tree, PciAddress.parse(member))
                    .flatMap(SysfsFunction::driver)
                    .filter(driver ->
                            !driver.contains("vfio") && !driver.equals("pcieport") && !driver.equals("pci-stub"));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void write(SysfsFunction function, String path, String text) {
        try {
            tree.write(path, text);
        } catch (IOException e) {
            throw refusal(function, path, e);
        }
    }

    private static VfioException refusal(SysfsFunction function, String path, IOException e) {
        String answer = e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
        Errno errno = switch (e) {
            case AccessDeniedException _ -> Errno.EACCES;
            case NoSuchFileException _ -> Errno.ENOENT;
            default -> errno(answer).orElse(Errno.EIO);
        };
        String detail = switch (errno) {
            case EACCES -> "only root may write there; run it as root";
            case EROFS -> "/sys is mounted read-only, as in most containers; run it on the host";
            case ENOENT -> "there is no such file";
            case EIO -> answer;
            default -> errno.meaning();
        };
        return new VfioException("pci:" + function.address(), "write " + path, errno, detail, e);
    }

    /** Java has the C library's text instead of the number. */
    private static Optional<Errno> errno(String text) {
        return Arrays.stream(Errno.values())
                .filter(errno -> errno.meaning().equalsIgnoreCase(text))
                .findFirst();
    }
}
