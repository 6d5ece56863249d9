// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where a PCI function is: {@code DDDD:BB:DD.F}, in hexadecimal. Ordered by domain, bus, device and function.
 *
 * @param domain 0 to 0xffffffff; more than 16 bits on hosts with VMD
 * @param bus 0 to 0xff
 * @param device 0 to 0x1f
 * @param function 0 to 7
 */
public record PciAddress(long domain, int bus, int device, int function) implements Comparable<PciAddress> {
    private static final Pattern FORM =
            Pattern.compile("(?:([0-9a-fA-F]{4,8}):)?([0-9a-fA-F]{2}):([0-9a-fA-F]{2})\\.([0-7])");
    private static final Comparator<PciAddress> ORDER = Comparator.comparingLong(PciAddress::domain)
            .thenComparingInt(PciAddress::bus)
            .thenComparingInt(PciAddress::device)
            .thenComparingInt(PciAddress::function);

    public PciAddress {
        requireRange("domain", domain, 0xffffffffL);
        requireRange("bus", bus, 0xff);
        requireRange("device", device, 0x1f);
        requireRange("function", function, 7);
    }

    /**
     * Reads {@code DDDD:BB:DD.F} or {@code BB:DD.F}, which is in domain 0.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static PciAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(3), 16) > 0x1f) {
            throw new IllegalArgumentException("not a PCI address (DDDD:BB:DD.F or BB:DD.F): " + text);
        }
        long domain = form.group(1) == null ? 0 : Long.parseLong(form.group(1), 16);
        return new PciAddress(
                domain,
                Integer.parseInt(form.group(2), 16),
                Integer.parseInt(form.group(3), 16),
                Integer.parseInt(form.group(4)));
    }

    /**
     * Makes the address of a function from its routing id.
     *
     * @param domain 0 to 0xffffffff
     * @param routingId 16 bits: the bus in bits 15:8, device and function below
     * @throws IllegalArgumentException when one is out of range
     */
    public static PciAddress ofRoutingId(long domain, int routingId) {
        return new PciAddress(domain, routingId >>> 8, routingId >>> 3 & 0x1f, routingId & 7);
    }

    /** The routing id, 16 bits: the bus in bits 15:8, the device in 7:3, the function in 2:0. */
    public int routingId() {
        return bus << 8 | device << 3 | function;
    }

    @Override
    public int compareTo(PciAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%04x:%02x:%02x.%d".formatted(domain, bus, device, function);
    }

    private static void requireRange(String name, long value, long last) {
        if (value < 0 || value > last) {
            throw new IllegalArgumentException("%s must be 0 to 0x%x: %s=%d".formatted(name, last, name, value));
        }
    }
}
