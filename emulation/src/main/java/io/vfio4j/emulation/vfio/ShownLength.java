// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.RegisterReader;
import io.vfio4j.pci.capability.StructureLength;

/**
 * Computes how many bytes of a capability Linux's vfio-pci shows to its user, by the rules of
 * {@code drivers/vfio/pci/vfio_pci_config.c} (pci_cap_length, pci_ext_cap_length and the functions for those of
 * variable length), Linux 7.3. A capability that is not in those tables is hidden.
 *
 * <p>The result is what the kernel computes, from registers that the device may have set to anything: it may reach past
 * the end of the space or into another capability, and whoever fills a map clips it.
 */
public final class ShownLength {
    private static final int HIDDEN = 0;
    private static final int EXPRESS_ROOT_COMPLEX_ENDPOINT = 9;

    private ShownLength() {}

    /** Says whether vfio-pci takes the capability out of the list: {@link #of} is 0. */
    public static boolean hidden(ConfigSpace config, Capability capability) {
        return of(config, capability) == HIDDEN;
    }

    /**
     * Returns the bytes from the capability's offset that vfio-pci gives to it, 0 to 4108 (a TPH table); 0 hides it.
     */
    static int of(ConfigSpace config, Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        if (id == null) {
            return HIDDEN;
        }
        RegisterReader registers = RegisterReader.of(config, capability);
        return switch (id) {
            // Of these the tables give the structure as the specification defines it.
            case PM, AGP, VPD, MSIX, SATA, AF, DSN, PWR, ACS, ARI, ATS, SRIOV, PRI, REBAR, DPA, TPH, LTR ->
                StructureLength.of(config, capability).orElseThrow();
            case MSI -> messageSignalledInterrupts(registers);
            case PCIX -> registers.bits(2, 12, 2) != 0 ? 24 : 8;
            case HT -> registers.bits(2, 13, 3) != 0 ? 24 : 28;
            case VNDR -> registers.u8(2);
            case EXP -> express(registers);
            case ERR -> 0x2c;
            case VC, VC9, MFVC -> virtualChannel(registers);
            case EXT_VNDR, DVSEC -> registers.bits(4, 20, 12);
            case MCAST -> 40;
            default -> HIDDEN;
        };
    }

    /** Measures MSI: vfio_msi_cap_len(), which knows nothing of extended message data. */
    private static int messageSignalledInterrupts(RegisterReader registers) {
        boolean wide = registers.bit(2, 7);
        boolean maskable = registers.bit(2, 8);
        return 10 + (wide ? 4 : 0) + (maskable ? 10 : 0);
    }

    /** Measures PCI Express without the slot and root registers of version 2, which only ports have. */
    private static int express(RegisterReader registers) {
        boolean linkless = registers.bits(2, 4, 4) == EXPRESS_ROOT_COMPLEX_ENDPOINT;
        if (registers.bits(2, 0, 4) == 1) {
            return linkless ? 12 : 20;
        }
        return linkless ? 0x2c : 0x34;
    }

    /**
     * Measures virtual channels: vfio_vc_cap_len(), which takes the arbitration table to be right behind the registers.
     */
    private static int virtualChannel(RegisterReader registers) {
        int fixed = 16 + (1 + registers.bits(4, 0, 3)) * 12;
        int phases = registers.bit(8, 3) ? 128 : registers.bit(8, 2) ? 64 : registers.bit(8, 1) ? 32 : 0;
        return phases == 0 ? fixed : (fixed + 15) / 16 * 16 + phases / 2;
    }
}
