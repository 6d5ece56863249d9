// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.List;

/**
 * vfio-pci's virtualisation, written the plain way as a check of the other: for every byte who owns it, which of its
 * bits are virtual and which may be written. It knows no resets and no power states, and only well-formed lists.
 */
final class ByteWiseModel {
    private final PciFunction hardware;
    private final ConfigSpace shadow;
    private final int[] owner;
    private final int[] virtual;
    private final int[] writable;
    private final boolean intxMaskable;
    private int msi;

    /**
     * A model of a function that vfio-pci has opened.
     *
     * @param opened what the user sees at first
     */
    ByteWiseModel(PciFunction hardware, ConfigSpace opened) {
        this.hardware = hardware;
        this.intxMaskable = !hardware.virtual() && hardware.readConfig(0x3d, 1) != 0;
        this.shadow = opened.copy();
        this.owner = new int[opened.size()];
        this.virtual = new int[opened.size()];
        this.writable = new int[opened.size()];
        for (int at = 0x40; at < owner.length; at++) {
            owner[at] = -1;
            writable[at] = 0xff;
        }
        bits(0x00, 4, -1, 0);
        bits(0x04, 2, 0x400, 0xffff);
        bits(0x06, 2, 0x10, 0);
        bits(0x0c, 2, 0, 0xffff);
        bits(0x0f, 1, 0, 0xff);
        for (int bar = 0x10; bar < 0x28; bar += 4) {
            bits(bar, 4, -1, -1);
        }
        bits(0x30, 4, -1, -1);
        bits(0x34, 1, -1, 0);
        bits(0x3c, 2, -1, 0xff);
        List<Capability> all = CapabilityList.of(hardware.config()).all();
        for (Capability capability : all) {
            int length = capability.offset() < owner.length ? ShownLength.of(hardware.config(), capability) : 0;
            if (length == 0 && capability.offset() == 0x100 && owner.length > 0x100) {
                own(capability, 4);
            } else if (length != 0) {
                own(capability, length);
            }
        }
    }

    /** Returns whether a write here does more than change bits. */
    boolean hasSideEffects(int at, int length) {
        for (int i = Math.max(0x40, at & ~3); i < Math.min(at + length, 0x100); i++) {
            if (owner[i] == 0x01 || owner[i] == 0x03 || owner[i] == 0x10 || owner[i] == 0x13) {
                return true;
            }
        }
        return false;
    }

    int read(int at) {
        if ((at >= 0x10 && at < 0x28) || (at >= 0x30 && at < 0x34)) {
            return (bar(at & ~3) >>> (8 * (at & 3))) & 0xff;
        }
        int value = (hardware.readConfig(at, 1) & ~virtual[at]) | (shadow.u8(at) & virtual[at]);
        return at == 4 && hardware.virtual() ? value | (shadow.u8(4) & 2) : value;
    }

    void write(int at, int length, long value) {
        int done = 0;
        while (done < length) {
            int width = 4;
            while ((at + done) % width != 0
                    || width > length - done
                    || owner[at + done] != owner[at + done + width - 1]) {
                width /= 2;
            }
            piece(at + done, width, (int) (value >>> (8 * done)));
            done += width;
        }
    }

    private void piece(int at, int width, int value) {
        int before = hardware.readConfig(at, width);
        int merged = before;
        boolean touched = false;
        for (int i = 0; i < width; i++) {
            int mine = virtual[at + i] & writable[at + i];
            int others = ~virtual[at + i] & writable[at + i];
            int written = (value >>> (8 * i)) & 0xff;
            shadow.setU8(at + i, (shadow.u8(at + i) & ~mine) | (written & mine));
            merged = (merged & ~(others << (8 * i))) | ((written & others) << (8 * i));
            touched |= others != 0;
        }
        if (touched) {
            hardware.writeConfig(at, width, merged);
        }
        if (at == 4) {
            shadow.setU8(4, (shadow.u8(4) & ~3) | (value & 3));
        }
        if (at == 4 || at == 5) {
            boolean disabled = (shadow.u8(5) & 4) != 0;
            if (intxMaskable) {
                hardware.writeConfig(5, 1, (hardware.readConfig(5, 1) & ~4) | (disabled ? 4 : 0));
            }
        }
        if (msi != 0 && at >= msi && at <= msi + 2 && at + width >= msi + 2) {
            shadow.setU16(msi + 2, shadow.u16(msi + 2) & ~0x71);
            hardware.writeConfig(msi + 2, 2, shadow.u16(msi + 2));
        }
    }

    private void own(Capability capability, int length) {
        int at = capability.offset();
        for (int i = at; i < Math.min(at + length, owner.length); i++) {
            owner[i] = capability.id() & 0xff;
        }
        boolean vendor = capability.is(CapabilityId.VNDR)
                || capability.is(CapabilityId.EXT_VNDR)
                || capability.is(CapabilityId.DVSEC);
        for (int i = at; i < Math.min(at + length, owner.length); i++) {
            writable[i] = vendor ? 0xff : 0;
        }
        if (capability.extended()) {
            bits(at, 4, -1, vendor ? -1 : 0);
            virtualiseExtended(capability);
        } else {
            bits(at + 1, 1, -1, vendor ? -1 : 0);
            virtualiseStandard(capability, length);
        }
        if (vendor) {
            // Raw writes go to the hardware even where reading is virtual: nothing that is known here is writable
            // there.
            for (int i = 0; i < (capability.extended() ? 4 : 2); i++) {
                writable[at + i] = 0;
            }
        }
    }

    private void virtualiseExtended(Capability capability) {
        int at = capability.offset();
        if (capability.is(CapabilityId.ERR)) {
            for (int register = 4; register <= 0xc; register += 4) {
                bits(at + register, 4, 0, 0x03fff031);
            }
            bits(at + 0x10, 4, 0, 0xf1c1);
            bits(at + 0x14, 4, 0, 0xf1c1);
            bits(at + 0x18, 4, 0, 0x140);
        } else if (capability.is(CapabilityId.PWR)) {
            bits(at + 8, 1, 0, 0xff);
        }
    }

    private void virtualiseStandard(Capability capability, int length) {
        int at = capability.offset();
        if (capability.is(CapabilityId.PM)) {
            bits(at + 2, 2, 0xf800, 0);
            bits(at + 4, 4, 0x8100, ~0x8103);
        } else if (capability.is(CapabilityId.VPD)) {
            bits(at + 2, 2, -1, -1);
            bits(at + 4, 4, -1, -1);
        } else if (capability.is(CapabilityId.PCIX)) {
            bits(at + 2, 2, 0, -1);
            bits(at + 8, length > 8 ? 4 : 0, 0, -1);
        } else if (capability.is(CapabilityId.EXP)) {
            bits(at + 8, 2, 0xf0e0, 0xfdff);
            bits(at + 0x28, length > 0x28 ? 2 : 0, 0, 0xffdf);
        } else if (capability.is(CapabilityId.AF)) {
            bits(at + 4, 1, 1, 1);
        } else if (capability.is(CapabilityId.MSI)) {
            msi = at;
            int data = length == 14 || length == 24 ? 0x0c : 0x08;
            bits(at + 2, 1, -1, -1);
            bits(at + 4, data + 2 - 4, -1, -1);
            bits(at + data + 4, length > 14 ? 8 : 0, 0, -1);
        }
    }

    private int bar(int at) {
        int index = at == 0x30 ? Bar.ROM_INDEX : (at - 0x10) / 4;
        int written = shadow.u32(at);
        Bar bar = hardware.bar(index).orElse(null);
        Bar below = index > 0 && index < Bar.ROM_INDEX ? hardware.bar(index - 1).orElse(null) : null;
        if (below != null && below.type() == Bar.Type.MEMORY_64) {
            return written & (int) (-below.size() >>> 32);
        }
        if (bar == null) {
            return 0;
        }
        return switch (bar.type()) {
            case ROM -> written & ((int) -bar.size() | 1);
            case IO -> (written & (int) -bar.size()) | 1;
            case MEMORY_32 -> (written & (int) -bar.size()) | (bar.prefetchable() ? 8 : 0);
            case MEMORY_64 -> (written & (int) -bar.size()) | (bar.prefetchable() ? 12 : 4);
        };
    }

    private void bits(int at, int width, int virtualBits, int writableBits) {
        for (int i = 0; i < width && at + i < owner.length; i++) {
            virtual[at + i] = i < 4 ? (virtualBits >>> (8 * i)) & 0xff : virtualBits & 0xff;
            writable[at + i] = i < 4 ? (writableBits >>> (8 * i)) & 0xff : writableBits & 0xff;
        }
    }
}
