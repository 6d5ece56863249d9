// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The vfio-user protocol: client and server. */
@NullMarked
module io.vfio4j.vfiouser {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;
    requires io.vfio4j.linux;

    exports io.vfio4j.vfiouser.client;
    exports io.vfio4j.vfiouser.server;
    exports io.vfio4j.vfiouser.transport;
}
