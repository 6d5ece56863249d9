// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import io.vfio4j.host.sysfs.SysfsFunction;

/**
 * Registers that are not all known.
 *
 * @param read why
 * @param step what to do about it
 */
public record UnreadRegisters(String read, String step) {

    /** Of a function whose registers are not complete. */
    public static UnreadRegisters of(Machine machine, SysfsFunction function) {
        String obstacle = function.config().obstacle();
        return switch (function.config().cause()) {
            case NONE, HEADER_ONLY, DENIED ->
                new UnreadRegisters(
                        obstacle,
                        machine.user().uid() == 0
                                ? "this root has no CAP_SYS_ADMIN: run it outside of the container, or let "
                                        + "the container have it"
                                : "run it as root");
            case NO_ANSWER -> silent(machine, function, obstacle);
            case ABSENT ->
                new UnreadRegisters(obstacle, "look whether it is still there: lspci -s %s".formatted(function));
            case FAILED -> new UnreadRegisters(obstacle, "look for %s in the kernel's log: dmesg".formatted(function));
        };
    }

    /** A diagnosis that cannot be made without these registers. */
    public static Diagnosis diagnosis(Machine machine, SysfsFunction function, Patient patient) {
        UnreadRegisters unread = of(machine, function);
        return Diagnosis.unknown(
                "the registers of %s cannot be read: %s".formatted(function, unread.read()),
                unread.next("vfio doctor " + patient.function()));
    }

    /** The next step, after which a command is to be run again. */
    public String next(String command) {
        return "%s; then: %s".formatted(step, command);
    }

    /** It sleeps, as sysfs says, or it has fallen off its bus. */
    private static UnreadRegisters silent(Machine machine, SysfsFunction function, String obstacle) {
        String power = machine.tree().text(function.path() + "/power_state").orElse("");
        String runtime =
                machine.tree().text(function.path() + "/power/runtime_status").orElse("");
        if (power.equals("D3cold") || runtime.equals("suspended")) {
            return new UnreadRegisters(
                    "%s (%s)".formatted(obstacle, power.equals("D3cold") ? "power_state D3cold" : "suspended"),
                    "wake it: echo on > %s/power/control".formatted(function.path()));
        }
        return new UnreadRegisters(
                obstacle,
                "have it found again: echo 1 > %s/remove; echo 1 > /sys/bus/pci/rescan".formatted(function.path()));
    }
}
