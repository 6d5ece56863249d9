// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.capability.CapabilityId;

/**
 * The bytes of one capability, to be placed in a function. Offsets count from the capability's header, as they do in
 * the specification; the header itself is filled in when the capability is placed.
 *
 * <p>Mutable; not thread-safe.
 */
public final class CapabilityImage {
    private final boolean extended;
    private final int id;
    private final int version;
    private final byte[] bytes;

    private CapabilityImage(boolean extended, int id, int version, int size) {
        int header = extended ? 4 : 2;
        if (size < header || size > (extended ? 4096 - 256 : 256 - 64)) {
            throw new IllegalArgumentException("size does not fit its space: size=" + size);
        }
        this.extended = extended;
        this.id = id;
        this.version = version;
        this.bytes = new byte[size];
    }

    /**
     * A standard capability, all zeroes.
     *
     * @param id 8 bits
     * @param size bytes, with the header of 2
     */
    public static CapabilityImage standard(int id, int size) {
        return new CapabilityImage(false, requireBits("id", id, 8), 0, size);
    }

    /**
     * An extended capability, all zeroes.
     *
     * @param id 16 bits
     * @param version of the structure, 4 bits
     * @param size bytes, with the header of 4
     */
    public static CapabilityImage extended(int id, int version, int size) {
        return new CapabilityImage(true, requireBits("id", id, 16), requireBits("version", version, 4), size);
    }

    public static CapabilityImage standard(CapabilityId id, int size) {
        return standard(id.id(), size);
    }

    public static CapabilityImage extended(CapabilityId id, int version, int size) {
        return extended(id.id(), version, size);
    }

    /** Sets a byte. */
    public CapabilityImage u8(int at, int value) {
        bytes[at] = (byte) value;
        return this;
    }

    /** Sets 16 bits, little-endian. */
    public CapabilityImage u16(int at, int value) {
        return u8(at, value).u8(at + 1, value >>> 8);
    }

    /** Sets 32 bits, little-endian. */
    public CapabilityImage u32(int at, int value) {
        return u16(at, value).u16(at + 2, value >>> 16);
    }

    /** Sets bytes. */
    public CapabilityImage bytes(int at, byte[] values) {
        System.arraycopy(values, 0, bytes, at, values.length);
        return this;
    }

    public boolean extended() {
        return extended;
    }

    int id() {
        return id;
    }

    int version() {
        return version;
    }

    int size() {
        return bytes.length;
    }

    int byteAt(int at) {
        return bytes[at] & 0xff;
    }

    private static int requireBits(String name, int value, int bits) {
        if (value < 0 || value >= 1 << bits) {
            throw new IllegalArgumentException("%s must have %d bits: %s=0x%x".formatted(name, bits, name, value));
        }
        return value;
    }
}
