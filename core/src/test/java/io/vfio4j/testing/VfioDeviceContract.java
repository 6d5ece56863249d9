// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import io.vfio4j.device.VfioDevice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs {@link DeviceChecks}: what whoever consumes a {@link VfioDevice} may count on, whatever is behind it. Each
 * implementation has a test that extends this one.
 */
public abstract class VfioDeviceContract {

    /** Opens a device of its own for a check, which closes it. */
    protected abstract VfioDevice open();

    /** Makes an event that the device can signal. */
    protected abstract DeviceChecks.TestEvent event();

    static List<DeviceChecks.Check> checks() {
        return DeviceChecks.all();
    }

    @ParameterizedTest
    @MethodSource("checks")
    void shouldKeepTheContractOfADevice(DeviceChecks.Check check) {
        try (VfioDevice device = open()) {
            check.body().accept(device);
        }
    }

    @Test
    void shouldSignalTheEventsThatItWasGiven() {
        try (VfioDevice device = open()) {
            DeviceChecks.signalsEvents(device, this::event);
        }
    }
}
