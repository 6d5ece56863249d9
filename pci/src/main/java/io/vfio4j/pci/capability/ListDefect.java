// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Reports something in a configuration space that is not as the specification wants it: in a capability list, or in the
 * structures that it leads to.
 *
 * @param offset the byte it is about
 * @param message what is wrong, in a few words and without a full stop
 */
public record ListDefect(int offset, String message) {
    @Override
    public String toString() {
        return "0x%03x: %s".formatted(offset, message);
    }
}
