// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;

/**
 * How many bytes of a capability Linux's vfio-pci shows to its user, by the rules of
 * {@code drivers/vfio/pci/vfio_pci_config.c} (pci_cap_length, pci_ext_cap_length and the functions for those of
 * variable length), Linux 7.3.
 *
 * <p>The result is what the kernel computes, from registers that the device may have set to anything: it may reach
 * past the end of the space or into another capability.
 * Whoever fills a map clips it.
 */
public final class CapabilityLength {
    private static final int EXPRESS_ROOT_COMPLEX_ENDPOINT = 9;
    private static final int NUMBER_OF_RESIZABLE_BARS_REGISTER = 8;

    private CapabilityLength() {}

    /** Whether vfio-pci takes the capability out of the list: {@link #of} is 0. */
    public static boolean hidden(ConfigSpace config, Capability capability) {
        return of(config, capability) == 0;
    }

    /** Bytes from the capability's offset that vfio-pci gives to it, 0 to 4108 (a TPH table); 0 hides it. */
    public static int of(ConfigSpace config, Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        return id == null ? 0 : of(id, RegisterReader.of(config, capability));
    }

    private static int of(CapabilityId id, RegisterReader registers) {
        return switch (id) {
            case PM, VPD, ARI, ATS, LTR -> 8;
            case AGP, MSIX, DSN -> 12;
            case AF -> 6;
            case MSI -> messageSignalledInterrupts(registers);
            case PCIX -> pciXHasExtendedRegisters(registers) ? 24 : 8;
            case HT -> registers.bits(2, 13, 3) != 0 ? 24 : 28;
            case VNDR -> registers.u8(2);
            case EXP -> express(registers);
            case SATA -> sata(registers);
            case ERR -> 0x2c;
            case VC, VC9, MFVC -> virtualChannel(registers);
            case ACS -> accessControl(registers);
            case PWR, PRI -> 16;
            case EXT_VNDR, DVSEC -> registers.bits(4, 20, 12);
            case SRIOV -> 0x40;
            case MCAST -> 40;
            case REBAR -> resizableBars(registers);
            case DPA -> 16 + registers.bits(4, 0, 5) + 1;
            case TPH -> transactionHints(registers);
            default -> 0;
        };
    }

    static int messageSignalledInterrupts(RegisterReader registers) {
        boolean wide = registers.bit(2, 7);
        boolean maskable = registers.bit(2, 8);
        return 10 + (wide ? 4 : 0) + (maskable ? 10 : 0);
    }

    static boolean pciXHasExtendedRegisters(RegisterReader registers) {
        return registers.bits(2, 12, 2) != 0;
    }

    private static int express(RegisterReader registers) {
        boolean linkless = registers.bits(2, 4, 4) == EXPRESS_ROOT_COMPLEX_ENDPOINT;
        if (registers.bits(2, 0, 4) == 1) {
            return linkless ? 12 : 20;
        }
        return linkless ? 0x2c : 0x34;
    }

    static int sata(RegisterReader registers) {
        return registers.bits(4, 0, 4) == 0xf ? 16 : 8;
    }

    private static int virtualChannel(RegisterReader registers) {
        int fixed = 16 + (1 + registers.bits(4, 0, 3)) * 12;
        int phases = arbitrationPhases(registers);
        return phases == 0 ? fixed : roundUp(fixed, 16) + phases / 2;
    }

    /** Of the virtual channel arbitration table: 4 bits each. */
    static int arbitrationPhases(RegisterReader registers) {
        if (registers.bit(8, 3)) {
            return 128;
        }
        if (registers.bit(8, 2)) {
            return 64;
        }
        return registers.bit(8, 1) ? 32 : 0;
    }

    static int accessControl(RegisterReader registers) {
        boolean egressControl = registers.bit(4, 5);
        if (!egressControl) {
            return 8;
        }
        int bits = registers.u8(5);
        return 8 + (bits == 0 ? 256 : roundUp(bits, 32)) / 8;
    }

    static int resizableBars(RegisterReader registers) {
        return 4 + 8 * registers.bits(NUMBER_OF_RESIZABLE_BARS_REGISTER, 5, 3);
    }

    static int transactionHints(RegisterReader registers) {
        boolean tableInCapability = registers.bits(4, 9, 2) == 1;
        return tableInCapability ? 12 + 2 * registers.bits(4, 16, 11) + 2 : 12;
    }

    static int roundUp(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
