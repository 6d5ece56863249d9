// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** This machine, or a saved one, as its files show it: functions, IOMMUs, drivers, and why PASID does not work. */
@NullMarked
module io.vfio4j.host {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;
    requires io.vfio4j.linux;

    exports io.vfio4j.host.binding;
    exports io.vfio4j.host.diagnosis;
    exports io.vfio4j.host.doctor;
    exports io.vfio4j.host.saved;
    exports io.vfio4j.host.sysfs;
    exports io.vfio4j.host.tree;
}
