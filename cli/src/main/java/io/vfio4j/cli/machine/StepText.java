// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.host.diagnosis.Step;
import java.util.List;
import java.util.stream.Collectors;

/** Words the next steps of a finding, with this program's commands for those that it can do. */
final class StepText {
    private StepText() {}

    /** Returns the steps, one after the other, in one line; empty when there are none. */
    static String of(List<Step> steps) {
        return steps.stream().map(StepText::of).collect(Collectors.joining("; then: "));
    }

    private static String of(Step step) {
        return switch (step) {
            case Step.Advice(var text) -> text;
            case Step.Bind(var function) -> "vfio bind " + function;
            case Step.FreeGroup(var others) -> free(others);
            case Step.Probe(var purpose) ->
                purpose + ": vfio probe pci:ADDRESS, as root, for a function bound to vfio-pci";
            case Step.Examine(var function) ->
                function.map(address -> "vfio doctor " + address).orElse("vfio doctor");
        };
    }

    private static String free(List<Step.DrivenFunction> others) {
        return "get the others from their drivers: vfio bind %s%s; or, to give it to nobody: %s"
                .formatted(
                        others.getFirst().function(),
                        others.size() == 1 ? "" : ", and so on",
                        others.getFirst().unbindCommand());
    }
}
