// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/**
 * Reads what the files of this machine, or of a saved one, show: functions, IOMMUs, drivers. {@code tree} reads files,
 * {@code sysfs} makes sense of them, {@code doctor} finds out why PASID does not work and says so in terms of {@code
 * diagnosis}, {@code saved} keeps a machine's files for another one, and {@code binding} is the only package that
 * changes something: it gives functions to VFIO's drivers and back.
 */
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
