// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.ListPolicy;
import io.vfio4j.pci.capability.ListWalk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the capabilities that the user is to see, gives them their bytes and takes the others out of the lists:
 * vfio_cap_init() and vfio_ecap_init() of drivers/vfio/pci/vfio_pci_config.c. What those believe of a list, beyond the
 * specification, is in two {@link ListPolicy policies}.
 */
final class CapabilityWalk {
    private static final int CONTROL = 2;
    private static final int PCIX_VERSION = 0x3000;
    private static final int MINIMUM_SIZE = 4;
    /** Masks a next pointer as the kernel does. */
    private static final int EXTENDED_NEXT = 0xffc00000;

    private static final int PME_SUPPORT = 0xf800;
    private static final int PME_ENABLE_AND_STATUS = 0x8100;

    private final PciFunction hardware;
    private final ConfigSpace registers;
    private final ShadowSpace shadow;
    private final ConfigOwners owners;
    private final List<Capability> hidden = new ArrayList<>();
    private @Nullable PermissionTable msi;
    private boolean extendedPresent;
    /** Holds the offset of the pointer to the next shown capability. */
    private int link;

    private int shown;

    CapabilityWalk(PciFunction hardware, ShadowSpace shadow, ConfigOwners owners) {
        this.hardware = hardware;
        this.registers = hardware.config();
        this.shadow = shadow;
        this.owners = owners;
    }

    /** Walks both lists. */
    void run() {
        walkStandard();
        if (extendedPresent) {
            walkExtended();
        }
    }

    /** Returns the permissions of MSI, which the first such capability decides; null when there is none. */
    @Nullable
    PermissionTable msi() {
        return msi;
    }

    /** Returns the capabilities that were taken out, in list order. */
    List<Capability> hidden() {
        return hidden;
    }

    /** Walks the standard list: vfio_cap_init(). */
    private void walkStandard() {
        if ((registers.u16(Registers.STATUS) & Registers.STATUS_CAP_LIST) == 0) {
            return;
        }
        link = Registers.CAPABILITY_LIST;
        shown = 0;
        ListWalk.STANDARD.find(
                Registers.CAPABILITY_LIST,
                registers.u8(Registers.CAPABILITY_LIST),
                this::standardHeader,
                new StandardPolicy(),
                capability -> {
                    visitStandard(capability);
                    return false;
                });
        if (shown == 0) {
            shadow.set(Registers.STATUS, 2, shadow.u16(Registers.STATUS) & ~Registers.STATUS_CAP_LIST);
        }
    }

    private void visitStandard(Capability capability) {
        int length = ShownLength.of(registers, capability);
        noteExtendedSpace(capability);
        if (length != 0) {
            show(capability, length);
            link = capability.offset() + 1;
            shown++;
            return;
        }
        hidden.add(capability);
        if (link < shadow.size()) {
            shadow.set(link, 1, capability.next());
        }
    }

    /** Reads a header; a read past the end is all ones. */
    private int standardHeader(int offset) {
        int next = offset + 1 < registers.size() ? registers.u8(offset + 1) : 0xff;
        return registers.u8(offset) | next << 8;
    }

    /** Notes extended space where the kernel does: where it measures PCI Express, and PCI-X of version 1 or 2. */
    private void noteExtendedSpace(Capability capability) {
        boolean express = capability.is(CapabilityId.EXP);
        boolean pcix = capability.is(CapabilityId.PCIX) && (control(capability) & PCIX_VERSION) != 0;
        if ((express || pcix) && shadow.size() > ConfigSpace.CONVENTIONAL_SIZE) {
            extendedPresent = registers.u32(ConfigSpace.CONVENTIONAL_SIZE) != 0;
        }
    }

    private void show(Capability capability, int length) {
        int position = capability.offset();
        if (capability.is(CapabilityId.MSI) && msi == null) {
            msi = PermissionTables.msi(control(capability), length);
        }
        owners.assign(position, length, capability.id());
        shadow.fill(hardware, position, length);
        if (capability.is(CapabilityId.PM) && position + 6 <= shadow.size()) {
            shadow.set(position + 2, 2, shadow.u16(position + 2) & ~PME_SUPPORT);
            shadow.set(position + 4, 2, shadow.u16(position + 4) & ~PME_ENABLE_AND_STATUS);
        }
    }

    private int control(Capability capability) {
        int at = capability.offset() + CONTROL;
        return at + 2 <= registers.size() ? registers.u16(at) : 0;
    }

    /** Walks the extended list: vfio_ecap_init(). */
    private void walkExtended() {
        link = 0;
        shown = 0;
        int hops = (shadow.size() - ConfigSpace.CONVENTIONAL_SIZE) / MINIMUM_SIZE;
        ListWalk.findExtended(registers::u32, new ExtendedPolicy(hops), capability -> {
            visitExtended(capability);
            return false;
        });
        if (shown == 0) {
            shadow.set(ConfigSpace.CONVENTIONAL_SIZE, 4, 0);
        }
    }

    /** Shows or hides a capability; a hidden one at the head of the list stays as an anchor, without id and version. */
    private void visitExtended(Capability capability) {
        int position = capability.offset();
        int length = ShownLength.of(registers, capability);
        if (length == 0) {
            hidden.add(capability);
        }
        if (length == 0 && link != 0) {
            shadow.set(link, 4, (shadow.u32(link) & ~EXTENDED_NEXT) | ((capability.next() << 20) & EXTENDED_NEXT));
            return;
        }
        boolean anchor = length == 0;
        owners.assign(position, anchor ? MINIMUM_SIZE : length, capability.id() & 0xff);
        shadow.fill(hardware, position, anchor ? MINIMUM_SIZE : length);
        if (anchor) {
            shadow.set(position, 4, shadow.u32(position) & EXTENDED_NEXT);
        } else {
            shown++;
        }
        link = position;
    }

    /** Follows any pointer but 0, as it is, and stops after as many as there is room for: vfio_cap_init(). */
    private static final class StandardPolicy implements ListPolicy {
        private int left = (ConfigSpace.CONVENTIONAL_SIZE - ConfigSpace.HEADER_SIZE) / MINIMUM_SIZE;

        @Override
        public int follow(int from, int pointer) {
            return pointer != 0 && left-- > 0 ? pointer : END;
        }

        @Override
        public boolean believes(int from, int offset, int header) {
            return true;
        }
    }

    /** Drops the reserved bits of a pointer, and stops below 0x100 and after enough of them: vfio_ecap_init(). */
    private static final class ExtendedPolicy implements ListPolicy {
        private int left;

        private ExtendedPolicy(int hops) {
            this.left = hops;
        }

        @Override
        public int follow(int from, int pointer) {
            int offset = pointer & ~3;
            return left-- > 0 && offset >= ConfigSpace.CONVENTIONAL_SIZE ? offset : END;
        }

        @Override
        public boolean believes(int from, int offset, int header) {
            return true;
        }
    }
}
