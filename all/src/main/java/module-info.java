// SPDX-License-Identifier: Apache-2.0

/** Every library module of vfio4j, for those who want to name one dependency. */
module io.vfio4j.all {
    requires transitive io.vfio4j.core;
    requires transitive io.vfio4j.devices;
    requires transitive io.vfio4j.driver;
    requires transitive io.vfio4j.emulation;
    requires transitive io.vfio4j.host;
    requires transitive io.vfio4j.kernel;
    requires transitive io.vfio4j.linux;
    requires transitive io.vfio4j.pci;
    requires transitive io.vfio4j.vfiouser;
}
