// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import io.vfio4j.pci.PciAddress;
import java.util.List;
import java.util.Optional;

/**
 * Says one thing to do about a finding. {@link #text()} words it for people who use this library; a program that can do
 * it for them words it as its own command.
 */
public sealed interface Step {

    /** Returns the step in words, without a full stop. */
    String text();

    /**
     * Gives advice about the machine, its kernel or its virtual machine monitor.
     *
     * @param text in words, which may have commands for a shell in them
     */
    record Advice(String text) implements Step {}

    /**
     * Says to bind a function to a VFIO driver, as {@link io.vfio4j.host.binding.DriverBinding} does.
     *
     * @param function where it is
     */
    record Bind(PciAddress function) implements Step {
        @Override
        public String text() {
            return "bind %s to vfio-pci".formatted(function);
        }
    }

    /**
     * Says to take the other functions of a group from their host drivers: bind them to a VFIO driver, or to none.
     *
     * @param others at least one
     */
    record FreeGroup(List<DrivenFunction> others) implements Step {

        /** Copies the list. */
        public FreeGroup {
            others = List.copyOf(others);
            if (others.isEmpty()) {
                throw new IllegalArgumentException("others must not be empty");
            }
        }

        @Override
        public String text() {
            return "get the others from their drivers: bind %s to vfio-pci%s; or, to give it to nobody: %s"
                    .formatted(
                            others.getFirst().function(),
                            others.size() == 1 ? "" : ", and so on",
                            others.getFirst().unbindCommand());
        }
    }

    /**
     * Names a function that a host driver uses.
     *
     * @param function where it is
     * @param driver the driver's name
     */
    record DrivenFunction(PciAddress function, String driver) {

        /** Returns the command for a shell that unbinds it from its driver. */
        public String unbindCommand() {
            return "echo %s > /sys/bus/pci/drivers/%s/unbind".formatted(function, driver);
        }
    }

    /**
     * Says to ask the kernel itself for a device's PASID width, through iommufd: open a function that is bound to
     * vfio-pci.
     *
     * @param purpose what that is for, in words: {@code ask through iommufd}
     */
    record Probe(String purpose) implements Step {
        @Override
        public String text() {
            return purpose + ": open a function that is bound to vfio-pci, as root, and read its IOMMU's hardware info";
        }
    }

    /**
     * Says to examine again, as {@link io.vfio4j.host.doctor.Doctor} does.
     *
     * @param function the function to examine; empty for the machine and all functions that matter
     */
    record Examine(Optional<PciAddress> function) implements Step {
        @Override
        public String text() {
            return function.map(address -> "examine %s again".formatted(address))
                    .orElse("examine the machine again");
        }
    }
}
