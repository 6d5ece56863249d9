// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import java.util.ArrayList;
import java.util.OptionalInt;

/**
 * Computes how many bytes a capability's structure occupies by the specifications: PCI Express Base Specification 6.0
 * chapter 7, PCI Local Bus Specification 3.0 and HyperTransport 3.1. Registers that the function does not need, such as
 * a slot's, are part of it.
 *
 * <p>Computed from registers that the device may have set to anything: it may reach past the end of the space.
 */
public final class StructureLength {
    private static final int UNKNOWN = 0;
    /** The first control register of Resizable BAR. */
    private static final int NUMBER_OF_RESIZABLE_BARS = 8;

    private StructureLength() {}

    /**
     * Measures from the capability's offset on, in bytes, header included. Empty where the id is unknown or 0 (a
     * structure that lost its id keeps its registers), and where the registers do not tell.
     */
    public static OptionalInt of(ConfigSpace config, Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        if (id == null) {
            return OptionalInt.empty();
        }
        int length = id.extended() ? ofExtended(id, config, capability) : ofStandard(id, config, capability);
        int header = capability.extended() ? 4 : 2;
        return length < header ? OptionalInt.empty() : OptionalInt.of(length);
    }

    private static int ofStandard(CapabilityId id, ConfigSpace config, Capability capability) {
        RegisterReader registers = RegisterReader.of(config, capability);
        boolean bridge = config.headerType() == Registers.HEADER_TYPE_BRIDGE;
        return switch (id) {
            case SLOTID, CHSWP, DBG -> 4;
            case AF -> 6;
            case PM, VPD, SHPC, SSVID -> 8;
            case AGP, MSIX -> 12;
            case FPB -> 36;
            case MSI -> messageSignalledInterrupts(registers);
            case PCIX -> pciXHasExtendedRegisters(registers) ? bridge ? 32 : 24 : bridge ? 16 : 8;
            case HT -> hyperTransport(registers);
            case EXP -> new ExpressRegisters(registers).length();
            case EA -> enhancedAllocation(registers, bridge);
            case SATA -> registers.bits(4, 0, 4) == 0xf ? 16 : 8;
            case VNDR -> registers.u8(2) < 3 ? UNKNOWN : registers.u8(2);
            default -> UNKNOWN;
        };
    }

    private static int ofExtended(CapabilityId id, ConfigSpace config, Capability capability) {
        RegisterReader registers = RegisterReader.of(config, capability);
        int version = capability.version();
        return switch (id) {
            case ERR -> advancedErrorReporting(registers, express(config));
            case VC, VC9, MFVC -> VirtualChannelLength.of(registers);
            case RCLD -> 16 + 16 * registers.u8(5);
            case DSN, RCILC, PTM, RTR, DLF -> 12;
            case RCEC -> version >= 2 ? 12 : 8;
            case RCRB -> 20;
            case CAC, ARI, ATS, LTR, PASID, LNR -> 8;
            case ACS -> accessControl(registers);
            case SRIOV -> 0x40;
            case EXT_VNDR -> registers.bits(4, 20, 12) < 8 ? UNKNOWN : registers.bits(4, 20, 12);
            case DVSEC -> registers.bits(4, 20, 12) < 10 ? UNKNOWN : registers.bits(4, 20, 12);
            case MCAST -> express(config).port() ? 48 : 40;
            case SECPCI -> perLane(config, 12, 2);
            case PL_16GT, PL_32GT -> perLane(config, 32, 1);
            case PL_64GT -> perLane(config, 16, 1);
            case LMR -> perLane(config, 8, 4);
            case DPC -> downstreamPortContainment(registers);
            case L1SS -> version >= 2 ? 20 : 16;
            case PWR, PRI, FRS, NPEM, DEV3 -> 16;
            case REBAR, VF_REBAR -> 4 + 8 * registers.bits(NUMBER_OF_RESIZABLE_BARS, 5, 3);
            case DPA -> 16 + registers.bits(4, 0, 5) + 1;
            case TPH -> transactionHints(registers);
            case HIERARCHY_ID -> 32;
            case ALT_PROTOCOL, DOE -> 24;
            default -> UNKNOWN;
        };
    }

    private static ExpressRegisters express(ConfigSpace config) {
        for (Capability capability : StandardListWalk.walk(config, new ArrayList<>())) {
            if (capability.is(CapabilityId.EXP)) {
                return new ExpressRegisters(RegisterReader.of(config, capability));
            }
        }
        return ExpressRegisters.missing();
    }

    private static int perLane(ConfigSpace config, int fixed, int bytesPerLane) {
        int lanes = express(config).lanes();
        return lanes == 0 ? UNKNOWN : roundUp(fixed + lanes * bytesPerLane, 4);
    }

    private static int advancedErrorReporting(RegisterReader registers, ExpressRegisters express) {
        boolean prefixLogPresent = registers.bit(0x18, 11);
        if (express.flitMode()) {
            return 0x60;
        }
        if (prefixLogPresent || express.endEndPrefixes()) {
            return 0x48;
        }
        return express.root() ? 0x38 : 0x2c;
    }

    private static int downstreamPortContainment(RegisterReader registers) {
        boolean rootPortExtensions = registers.bit(4, 5);
        int logSize = registers.bits(4, 8, 4) | registers.bits(4, 12, 1) << 4;
        return rootPortExtensions ? 0x20 + 4 * logSize : 12;
    }

    /** The upper half of the message data has a place before the mask bits, whether it exists or not. */
    private static int messageSignalledInterrupts(RegisterReader registers) {
        boolean wide = registers.bit(2, 7);
        boolean maskable = registers.bit(2, 8);
        boolean extendedData = registers.bit(2, 9);
        int dataEnd = wide ? 14 : 10;
        if (maskable) {
            return dataEnd + 10;
        }
        return extendedData ? dataEnd + 2 : dataEnd;
    }

    /** PCI-X 2.0 has a larger structure, and an extended space. */
    static boolean pciXHasExtendedRegisters(RegisterReader registers) {
        return registers.bits(2, 12, 2) != 0;
    }

    private static int accessControl(RegisterReader registers) {
        boolean egressControl = registers.bit(4, 5);
        if (!egressControl) {
            return 8;
        }
        int bits = registers.u8(5);
        return 8 + (bits == 0 ? 256 : roundUp(bits, 32)) / 8;
    }

    private static int transactionHints(RegisterReader registers) {
        boolean tableInCapability = registers.bits(4, 9, 2) == 1;
        return tableInCapability ? 12 + 2 * registers.bits(4, 16, 11) + 2 : 12;
    }

    private static int roundUp(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }

    private static int hyperTransport(RegisterReader registers) {
        int type = registers.u8(3);
        return switch (type & 0xe0) {
            case 0x00 -> 28; // slave or primary
            case 0x20 -> 24; // host or secondary
            default ->
                switch (type & 0xf8) {
                    case 0x80 -> 8; // interrupt discovery
                    case 0x88 -> 4; // revision
                    case 0xa8 -> registers.bit(2, 1) ? 4 : 12; // MSI mapping, at a fixed address or not
                    default -> UNKNOWN;
                };
        };
    }

    private static int enhancedAllocation(RegisterReader registers, boolean bridge) {
        int length = bridge ? 8 : 4;
        for (int entry = registers.bits(2, 0, 6); entry > 0; entry--) {
            length += 4 + 4 * registers.bits(length, 0, 3);
        }
        return length;
    }
}
