// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.Numbers;
import java.util.Map;
import java.util.Optional;

/**
 * Holds vendor, device, class and driver from {@code uevent}: right for VFs too, whose ID registers read 0xffff.
 *
 * @param classCode class, subclass and programming interface, 24 bits
 * @param vendor vendor id
 * @param device device id
 * @param driver the driver bound to it
 */
public record FunctionIdentity(int classCode, int vendor, int device, Optional<String> driver) {

    /** The identity of a function that tells nothing. */
    static final FunctionIdentity UNKNOWN = new FunctionIdentity(0, 0, 0, Optional.empty());

    /** Reads the lines {@code KEY=value}; what is missing or no number is 0. */
    static FunctionIdentity parse(String uevent) {
        Map<String, String> values = KeyValues.parse(uevent);
        String id = values.getOrDefault("PCI_ID", "");
        int colon = id.indexOf(':');
        return new FunctionIdentity(
                bits(values.getOrDefault("PCI_CLASS", ""), 24),
                colon < 0 ? 0 : bits(id.substring(0, colon), 16),
                colon < 0 ? 0 : bits(id.substring(colon + 1), 16),
                Optional.ofNullable(values.get("DRIVER")));
    }

    private static int bits(String text, int count) {
        return (int) (Numbers.hexadecimal(text).orElse(0L) & (1L << count) - 1);
    }
}
