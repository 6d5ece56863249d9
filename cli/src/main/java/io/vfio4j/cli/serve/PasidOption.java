// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.pasid.PasidReporting;
import io.vfio4j.pci.structure.PasidCapability;
import java.util.List;

/** Reads what the command line says of PASID. */
final class PasidOption {
    private static final String FORM =
            "--pasid takes width=1..%d, then exec and priv: ".formatted(PasidCapability.MAX_WIDTH);
    private static final String WIDTH = "width=";
    private static final String MASKED = "masked";

    private PasidOption() {}

    /**
     * Reads {@code width=20,exec,priv}, in any order.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    static PasidCapability parse(String text) {
        int width = 0;
        boolean execute = false;
        boolean privileged = false;
        for (String word : List.of(text.split(",", -1))) {
            if (word.startsWith(WIDTH) && width == 0) {
                width = number(word.substring(WIDTH.length()), FORM + "'" + text + "'");
            } else if (word.equals("exec") && !execute) {
                execute = true;
            } else if (word.equals("priv") && !privileged) {
                privileged = true;
            } else {
                throw new IllegalArgumentException(FORM + "'" + word + "' in '" + text + "'");
            }
        }
        if (width < 1 || width > PasidCapability.MAX_WIDTH) {
            throw new IllegalArgumentException(FORM + "'" + text + "'");
        }
        return new PasidCapability(width, execute, privileged);
    }

    /**
     * Reads {@code translated}, {@code raw}, {@code masked} or {@code masked:VERSION}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    static PasidReporting parseReporting(String text) {
        String problem = "--report takes translated, raw or masked[:1..15]: '%s'".formatted(text);
        if (text.equals(MASKED)) {
            return PasidReporting.masked(1);
        }
        if (text.startsWith(MASKED + ":")) {
            int version = number(text.substring(MASKED.length() + 1), problem);
            if (version < 1 || version > 15) {
                throw new IllegalArgumentException(problem);
            }
            return PasidReporting.masked(version);
        }
        return switch (text) {
            case "translated" -> PasidReporting.TRANSLATED;
            case "raw" -> PasidReporting.RAW;
            default -> throw new IllegalArgumentException(problem);
        };
    }

    private static int number(String digits, String problem) {
        if (!digits.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(problem);
        }
        return Integer.parseInt(digits);
    }
}
