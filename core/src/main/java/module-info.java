// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The VFIO device model: what a device is, what it can be asked, and how it reports PASID. */
@NullMarked
module io.vfio4j.core {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.pci;

    exports io.vfio4j.device;
    exports io.vfio4j.pasid;
}
