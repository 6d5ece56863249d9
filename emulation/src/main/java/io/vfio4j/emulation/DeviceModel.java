// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.function.PciFunctionBuilder;

/**
 * Makes PCI devices of one kind, which others can serve by its name: implement it, and declare the class as a provider,
 * with {@code provides io.vfio4j.emulation.DeviceModel with ...} in a module, or in {@code
 * META-INF/services/io.vfio4j.emulation.DeviceModel} on the class path. A provider is a public class with a public
 * constructor without parameters.
 *
 * <p>Used by one thread at a time. A model makes any number of functions.
 */
public interface DeviceModel {

    /** Returns the name to ask for: lower-case letters, digits and hyphens. */
    String name();

    /** Returns what the device does, in one line without a full stop. */
    String description();

    /**
     * Starts a function of this kind, to which its user may add: PASID, or VFs where the model has SR-IOV.
     *
     * @param options what the user chose; {@link ModelOptions#NONE} as a rule
     * @throws IllegalArgumentException for options that the model cannot have
     */
    PciFunctionBuilder function(ModelOptions options);
}
