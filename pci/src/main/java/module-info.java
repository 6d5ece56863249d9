// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** PCI configuration space as data: no input or output, no native calls. */
@NullMarked
module io.vfio4j.pci {
    requires static transitive org.jspecify;

    exports io.vfio4j.pci;
    exports io.vfio4j.pci.capability;
    exports io.vfio4j.pci.lspci;
    exports io.vfio4j.pci.map;
    exports io.vfio4j.pci.structure;
}
