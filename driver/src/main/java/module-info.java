// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Drivers in Java: registers, interrupts and DMA memory of any VFIO device. */
@NullMarked
module io.vfio4j.driver {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;
    requires transitive io.vfio4j.linux;

    exports io.vfio4j.driver;
}
