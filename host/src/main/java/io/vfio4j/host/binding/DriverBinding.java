// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Binds functions to a VFIO driver and gives them back, through {@code driver_override} and {@code drivers_probe}. */
public final class DriverBinding {
    private final SystemTree tree;
    private final BindingFiles files;
    private final boolean verify;

    /**
     * Binds functions of a machine.
     *
     * @param tree its files
     * @param verify whether to look if the kernel did it; a saved tree has no kernel that does anything
     */
    public DriverBinding(SystemTree tree, boolean verify) {
        this.tree = tree;
        this.verify = verify;
        files = new BindingFiles(tree);
    }

    /**
     * Finds what speaks against binding functions to a VFIO driver together. Nothing is changed.
     *
     * @return the reasons, each in words without a full stop; none when nothing does
     */
    public List<String> objections(List<SysfsFunction> functions, String driver) {
        return List.copyOf(new BindObjections(tree, functions, driver).reasons());
    }

    /**
     * Binds functions to a VFIO driver, all or none as far as that can be known before.
     *
     * @param force whether to do it although something speaks against it
     * @throws BindingRefused when something speaks against it
     * @throws VfioException when the kernel refuses; that function then has its former driver and its former
     *     {@code driver_override} again, as far as the kernel lets it, and the exception names the driver it has
     */
    public void bind(List<SysfsFunction> functions, String driver, boolean force) throws BindingRefused {
        if (!force) {
            BindObjections objections = new BindObjections(tree, functions, driver);
            if (!objections.reasons().isEmpty()) {
                throw new BindingRefused(objections.reasons(), objections.impossible());
            }
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
        Optional<String> formerOverride = function.driverOverride();
        files.override(function, Optional.of(driver));
        try {
            rebind(function, former);
            requireDriver(function, driver);
        } catch (VfioException e) {
            throw giveBack(function, former, formerOverride, e);
        }
    }

    /**
     * Gives functions back to the host: their driver_override is cleared, and the kernel looks for a driver.
     *
     * @param force whether to do it although one is not VFIO's, has virtual functions, or is open; the kernel then
     *     waits until it is closed
     * @return the drivers that the host uses for them now, in the order given; empty when it has none, or nobody looked
     * @throws BindingRefused when something speaks against it; nothing was changed
     * @throws VfioException when the kernel refuses; it names the functions that were given back before
     */
    public Map<SysfsFunction, Optional<String>> unbind(List<SysfsFunction> functions, boolean force)
            throws BindingRefused {
        if (!force) {
            List<String> reasons = unbindObjections(functions);
            if (!reasons.isEmpty()) {
                throw new BindingRefused(reasons, false);
            }
        }
        Map<SysfsFunction, Optional<String>> drivers = new LinkedHashMap<>();
        for (SysfsFunction function : functions) {
            try {
                files.override(function, Optional.empty());
                rebind(function, function.driver());
            } catch (VfioException e) {
                throw drivers.isEmpty() ? e : after(drivers.keySet(), e);
            }
            drivers.put(function, files.driver(function));
        }
        return drivers;
    }

    private static VfioException after(Set<SysfsFunction> done, VfioException failure) {
        String names = done.stream().map(SysfsFunction::toString).collect(Collectors.joining(", "));
        return new VfioException(
                failure.target(),
                failure.operation(),
                failure.errno(),
                "%s; given back before it: %s".formatted(failure.detail(), names),
                failure);
    }

    private List<String> unbindObjections(List<SysfsFunction> functions) {
        HostUse host = new HostUse(tree);
        List<String> reasons = new ArrayList<>(host.blindness());
        for (SysfsFunction function : functions) {
            function.driver()
                    .filter(driver -> !VfioDrivers.isVfio(driver))
                    .ifPresent(driver ->
                            reasons.add("%s: bound to %s, which is no VFIO driver".formatted(function, driver)));
            host.claims(function).forEach(claim -> reasons.add("%s: %s".formatted(function, claim)));
        }
        return reasons;
    }

    private void rebind(SysfsFunction function, Optional<String> former) {
        former.ifPresent(driver -> files.unbind(function, driver));
        files.probe(function);
    }

    /**
     * Restores the former driver, which need not know the function's ids, so it is named in driver_override while the
     * kernel probes.
     *
     * @return the failure, with the driver that the function has in the end
     */
    private VfioException giveBack(
            SysfsFunction function, Optional<String> former, Optional<String> formerOverride, VfioException failure) {
        List<VfioException> more = new ArrayList<>();
        Optional<String> override = Optional.empty();
        if (former.isPresent() && files.driver(function).isEmpty()) {
            override = former;
            attempt(more, () -> files.override(function, former));
            attempt(more, () -> files.probe(function));
        }
        if (formerOverride.isEmpty() || !formerOverride.equals(override)) {
            attempt(more, () -> files.override(function, formerOverride));
        }
        String end = files.driver(function)
                .map(driver -> "it is bound to " + driver + (former.equals(Optional.of(driver)) ? " again" : ""))
                .orElse(former.map(driver -> "it is bound to no driver now, formerly to " + driver)
                        .orElse("it is bound to no driver, as before"));
        VfioException named = new VfioException(
                failure.target(), failure.operation(), failure.errno(), failure.detail() + "; " + end, failure);
        more.forEach(named::addSuppressed);
        return named;
    }

    private static void attempt(List<VfioException> failures, Runnable step) {
        try {
            step.run();
        } catch (VfioException e) {
            failures.add(e);
        }
    }

    private void requireDriver(SysfsFunction function, String wanted) {
        if (verify && !files.driver(function).equals(Optional.of(wanted))) {
            throw new VfioException(
                    "pci:" + function.address(),
                    "bind to " + wanted,
                    Errno.EINVAL,
                    "the driver refused it; the kernel's log tells why (dmesg)");
        }
    }
}
