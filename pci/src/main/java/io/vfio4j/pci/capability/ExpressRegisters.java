// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import java.util.Optional;

/**
 * Reads what the PCI Express capability tells about the lengths of others (PCI Express Base Specification 6.0, 7.5.3).
 */
record ExpressRegisters(Optional<RegisterReader> registers) {
    ExpressRegisters(RegisterReader registers) {
        this(Optional.of(registers));
    }

    static ExpressRegisters missing() {
        return new ExpressRegisters(Optional.empty());
    }

    /** Version 1 ends where the function has no more registers; from version 2 on all of them have a place. */
    int length() {
        boolean slot = bits(2, 8, 1) != 0;
        if (bits(2, 0, 4) > 1) {
            return 60;
        }
        if (root()) {
            return 36;
        }
        if (type() == PciExpressType.ROOT_COMPLEX_ENDPOINT) {
            return 12;
        }
        return slot ? 28 : 20;
    }

    boolean root() {
        return type().isRoot();
    }

    boolean port() {
        return switch (type()) {
            case ROOT_PORT, UPSTREAM_PORT, DOWNSTREAM_PORT -> true;
            default -> false;
        };
    }

    private PciExpressType type() {
        return PciExpressType.of(bits(2, 4, 4));
    }

    boolean flitMode() {
        return bits(2, 15, 1) != 0;
    }

    boolean endEndPrefixes() {
        return bits(2, 0, 4) > 1 && bits(0x24, 21, 1) != 0;
    }

    /** Maximum Link Width, 1 to 32, or 0 when it is not told. */
    int lanes() {
        int lanes = bits(0x0c, 4, 6);
        return lanes <= 32 ? lanes : 0;
    }

    private int bits(int register, int first, int width) {
        return registers.map(all -> all.bits(register, first, width)).orElse(0);
    }
}
