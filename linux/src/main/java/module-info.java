// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/**
 * Calls Linux through java.lang.foreign: events and shared memory for everybody, system calls for the project's own
 * modules.
 */
@NullMarked
@SuppressWarnings("module") // The modules it is exported to are built after this one.
module io.vfio4j.linux {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;

    exports io.vfio4j.linux;
    exports io.vfio4j.linux.file to
            io.vfio4j.host,
            io.vfio4j.kernel,
            io.vfio4j.vfiouser;
    exports io.vfio4j.linux.socket to
            io.vfio4j.vfiouser;
}
