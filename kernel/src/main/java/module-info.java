// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Drives devices through the kernel's VFIO and iommufd: a client of their ioctls. */
@NullMarked
module io.vfio4j.kernel {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;
    requires io.vfio4j.host;
    requires io.vfio4j.linux;

    exports io.vfio4j.kernel;
}
