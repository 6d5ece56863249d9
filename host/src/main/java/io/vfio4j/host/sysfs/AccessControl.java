// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

/**
 * Decodes an ACS capability (PCIe 6.0, 7.7.11).
 *
 * @param capability what it is able to do, 16 bits
 * @param control what is switched on, 16 bits
 */
public record AccessControl(int capability, int control) {
    /** Bytes of the structure, without the egress control vector. */
    static final int SIZE = 8;

    /** PCI_ACS_RR: requests between peers go up to the root. */
    public static final int REQUEST_REDIRECT = 0x04;
    /** PCI_ACS_UF: what comes from below is passed on to above. */
    public static final int UPSTREAM_FORWARDING = 0x10;

    /**
     * Tells whether flags hold, by the rule of {@code pci_acs_flags_enabled} in {@code drivers/pci/pci.c}: what the
     * capability does not offer to switch is taken to be wired on.
     */
    public boolean enables(int flags) {
        return (control & flags & capability) == (flags & capability);
    }
}
