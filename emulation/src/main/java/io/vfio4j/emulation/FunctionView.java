// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.emulation.vfio.ConfigRegion;
import io.vfio4j.pasid.PasidReportFeature;
import java.util.Optional;

/** Opens a function, and does everything in which its two {@link DeviceView}s differ. */
sealed interface FunctionView permits VfioView, HardwareView {

    /** Returns the configuration space as the user sees it. */
    ConfigRegion config();

    /** Returns the interrupts that the user has set up. */
    InterruptState interrupts();

    /** Returns the Interrupt Pin register as the user sees it: 0 without INTx. */
    int interruptPin();

    /** Returns whether memory BARs and the ROM answer now. */
    boolean memoryEnabled();

    /** Returns whether the bytes of the MSI-X table read all ones and drop writes. */
    boolean msixTableHidden();

    /** Returns how many bytes of a ROM can be read, the rest being all ones; 0 hides it. */
    long romBytes(BarContents rom, long size);

    /** Returns whether {@link #reset} works. */
    boolean resettable();

    /** Carries out VFIO_DEVICE_RESET. */
    void reset();

    /** Returns the feature that reports PASID. */
    Optional<PasidReportFeature> pasid();
}
