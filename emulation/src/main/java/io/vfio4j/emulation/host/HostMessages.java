// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * Turns MSI and MSI-X on and off for the host: on only while the user has interrupts set up, and then again after a
 * reset (drivers/pci/msi/msi.c).
 */
public final class HostMessages {
    private static final int CONTROL = 2;
    private static final int MSI_ENABLE = 0x0001;
    private static final int MSI_QUEUE_SIZE = 0x0070;
    private static final int MSI_64_BIT = 0x0080;
    private static final int MSI_MASKABLE = 0x0100;
    private static final int MSI_MASK_BITS_32 = 0x0c;
    private static final int MSI_MASK_BITS_64 = 0x10;
    private static final int MSIX_ENABLE = 0x8000;
    private static final int MSIX_MASK_ALL = 0x4000;

    private final PciFunction function;
    private final int msi;
    private final int msix;
    private boolean msiEnabled;
    private boolean msixEnabled;
    private int log2Vectors;
    private int maskBits;

    HostMessages(PciFunction function) {
        this.function = function;
        this.msi = HostCapabilities.find(function, CapabilityId.MSI);
        this.msix = HostCapabilities.find(function, CapabilityId.MSIX);
    }

    /** Returns the offset of MSI, 0 when there is none. */
    int msi() {
        return msi;
    }

    /** Turns MSI on for a number of vectors, as a power of two; they are not masked. */
    public void enableMsi(int log2) {
        int masks = maskRegister();
        int vectors = (int) ((1L << (1 << log2)) - 1);
        maskBits = masks == 0 ? 0 : function.readConfig(masks, 4) & ~vectors;
        log2Vectors = log2;
        msiEnabled = true;
        turnMsiOn();
    }

    public void enableMsix() {
        msixEnabled = true;
        turnMsixOn();
    }

    /** Turns both off. */
    public void disable() {
        if (msiEnabled) {
            writeMaskBits();
        }
        msiEnabled = false;
        msixEnabled = false;
        clear(msi, MSI_ENABLE);
        clear(msix, MSIX_ENABLE);
    }

    /** Turns on again what was on, with the host's own mask bits: pci_restore_msi_state(). */
    void restore() {
        if (msiEnabled) {
            turnMsiOn();
        }
        if (msixEnabled) {
            turnMsixOn();
        }
    }

    private void turnMsiOn() {
        writeMaskBits();
        int flags = function.readConfig(msi + CONTROL, 2);
        function.writeConfig(msi + CONTROL, 2, (flags & ~MSI_QUEUE_SIZE) | (log2Vectors << 4) | MSI_ENABLE);
    }

    private void turnMsixOn() {
        int flags = function.readConfig(msix + CONTROL, 2);
        function.writeConfig(msix + CONTROL, 2, (flags & ~MSIX_MASK_ALL) | MSIX_ENABLE);
    }

    private void writeMaskBits() {
        int masks = maskRegister();
        if (masks != 0) {
            function.writeConfig(masks, 4, maskBits);
        }
    }

    private int maskRegister() {
        int flags = msi == 0 ? 0 : function.readConfig(msi + CONTROL, 2);
        if ((flags & MSI_MASKABLE) == 0) {
            return 0;
        }
        int register = msi + ((flags & MSI_64_BIT) != 0 ? MSI_MASK_BITS_64 : MSI_MASK_BITS_32);
        return register <= 0x100 - 4 ? register : 0;
    }

    private void clear(int capability, int bit) {
        if (capability != 0) {
            int flags = function.readConfig(capability + CONTROL, 2);
            if ((flags & bit) != 0) {
                function.writeConfig(capability + CONTROL, 2, flags & ~bit);
            }
        }
    }
}
