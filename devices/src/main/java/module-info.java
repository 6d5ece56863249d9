// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Device models that are built in. */
@NullMarked
module io.vfio4j.devices {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.emulation;

    exports io.vfio4j.devices;

    provides io.vfio4j.emulation.DeviceModel with
            io.vfio4j.devices.SampleModel,
            io.vfio4j.devices.AdderModel;
}
