// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.testing;

import io.vfio4j.pci.ConfigSpace;

/** A configuration space with the capabilities that matter to PASID, linked in the order of the calls. */
public final class ConfigBuilder {
    public static final int ENDPOINT = 0;
    public static final int ROOT_PORT = 4;
    public static final int UPSTREAM_PORT = 5;
    public static final int DOWNSTREAM_PORT = 6;
    public static final int PCIE_TO_PCI_BRIDGE = 7;
    public static final int INTEGRATED_ENDPOINT = 9;

    private final ConfigSpace space = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
    private int nextExtended = 0x100;
    private int lastExtended;

    public ConfigBuilder() {
        space.setU16(0x04, 0x0406);
        space.setU16(0x06, 0x0010);
        space.setU8(0x34, 0x40);
        express(ENDPOINT, false);
    }

    /** PCI Express capability, version 2; an endpoint's without the prefix bit when not called. */
    public ConfigBuilder express(int type, boolean endEndPrefix) {
        space.setU8(0x40, 0x10);
        space.setU16(0x42, type << 4 | 2);
        space.setU32(0x40 + 0x24, endEndPrefix ? 1 << 21 : 0);
        return this;
    }

    /** The layout of the header: 0 of a function, 1 of a bridge. */
    public ConfigBuilder header(int type) {
        space.setU8(0x0e, (space.u8(0x0e) & 0x80) | type);
        return this;
    }

    public ConfigBuilder revision(int id) {
        space.setU8(0x08, id);
        return this;
    }

    /** The bit of the header type that says: several functions. */
    public ConfigBuilder multifunction() {
        space.setU8(0x0e, space.u8(0x0e) | 0x80);
        return this;
    }

    public ConfigBuilder ats(boolean enabled) {
        space.setU16(begin(0x0f, 8) + 6, enabled ? 0x8000 : 0);
        return this;
    }

    public ConfigBuilder pri(boolean enabled) {
        space.setU16(begin(0x13, 16) + 4, enabled ? 1 : 0);
        return this;
    }

    /** PASID capability: execute and privileged supported. */
    public ConfigBuilder pasid(int width, boolean enabled) {
        int at = begin(0x1b, 8);
        space.setU16(at + 4, width << 8 | 6);
        space.setU16(at + 6, enabled ? 7 : 0);
        return this;
    }

    public ConfigBuilder acs(int capability, int control) {
        int at = begin(0x0d, 8);
        space.setU16(at + 4, capability);
        space.setU16(at + 6, control);
        return this;
    }

    public ConfigBuilder sriov(int total, int present) {
        int at = begin(0x10, 64);
        space.setU16(at + 0x08, present == 0 ? 0 : 1);
        space.setU16(at + 0x0e, total);
        space.setU16(at + 0x10, present);
        return this;
    }

    /** Device Serial Number. */
    public ConfigBuilder serialNumber(long number) {
        int at = begin(0x03, 12);
        space.setU32(at + 4, (int) number);
        space.setU32(at + 8, (int) (number >>> 32));
        return this;
    }

    /** A vendor-specific extended capability of some size. */
    public ConfigBuilder vendorSpecific(int size) {
        space.setU32(begin(0x0b, size) + 4, size << 20);
        return this;
    }

    /** The first extended capability begins as nothing does, whatever follows. */
    public ConfigBuilder emptyFirstExtendedHeader() {
        space.setU32(0x100, 0);
        return this;
    }

    public ConfigSpace space() {
        return space;
    }

    public byte[] bytes() {
        return space.toByteArray();
    }

    private int begin(int id, int size) {
        int at = nextExtended;
        if (lastExtended != 0) {
            space.setU32(lastExtended, space.u32(lastExtended) | at << 20);
        }
        space.setU32(at, 1 << 16 | id);
        lastExtended = at;
        nextExtended = at + size;
        return at;
    }
}
