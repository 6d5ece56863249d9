// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.pci.PciAddress;
import java.util.Optional;

/**
 * Says why a function's registers could not all be read, and what to do about it.
 *
 * @param read why, in words without a full stop
 * @param step what to do, in words without a full stop
 */
public record UnreadRegisters(String read, String step) {

    /** Looks for the cause for a function whose registers are not complete. */
    public static UnreadRegisters of(Machine machine, SysfsFunction function) {
        String obstacle = function.config().obstacle().orElse("");
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

    /** Returns the diagnosis of a check that cannot judge without these registers. */
    public static Diagnosis diagnosis(Machine machine, SysfsFunction function, ExaminedFunction subject) {
        UnreadRegisters unread = of(machine, function);
        return unread.unknown(
                "the registers of %s cannot be read: %s".formatted(function, unread.read()),
                Optional.of(subject.function().address()));
    }

    /**
     * Says that nothing can be judged: take the step, then examine again.
     *
     * @param function what to examine then; empty for the machine
     */
    public Diagnosis unknown(String text, Optional<PciAddress> function) {
        return Diagnosis.of(Verdict.UNKNOWN, text, new Step.Advice(step), new Step.Examine(function));
    }

    /** Tells a function that sleeps, as sysfs says, from one that has fallen off its bus. */
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
