// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Models a VFIO device: its operations, what it answers and reaches by DMA, and how it reports PASID. */
@NullMarked
@SuppressWarnings("module") // The modules it is exported to are built after this one.
module io.vfio4j.core {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.pci;

    exports io.vfio4j.abi to
            io.vfio4j.kernel,
            io.vfio4j.vfiouser;
    exports io.vfio4j.device;
    exports io.vfio4j.pasid;
}
