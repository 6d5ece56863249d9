// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import java.util.random.RandomGenerator;

/** Makes configuration spaces. */
public final class Spaces {
    private Spaces() {}

    /** A conventional function with capabilities, beginning at 0x40. */
    public static ConfigSpace conventional() {
        return withHeader(ConfigSpace.CONVENTIONAL_SIZE);
    }

    /** A PCI Express endpoint: the capability, of version 2, is at 0x40 and the only one. */
    public static ConfigSpace express() {
        ConfigSpace config = withHeader(ConfigSpace.EXTENDED_SIZE);
        standard(config, 0x40, CapabilityId.EXP, 0);
        config.setU16(0x42, 2);
        return config;
    }

    /** Writes a standard list header. */
    public static void standard(ConfigSpace config, int offset, CapabilityId id, int next) {
        config.setU8(offset, id.id());
        config.setU8(offset + 1, next);
    }

    /** Writes an extended list header, version 1. */
    public static void extended(ConfigSpace config, int offset, CapabilityId id, int next) {
        config.setU32(offset, id.id() | 1 << 16 | next << 20);
    }

    /** A space of random bytes with lists in it that lead somewhere, most of the time. */
    public static ConfigSpace random(RandomGenerator random) {
        boolean wide = random.nextInt(4) != 0;
        byte[] bytes = new byte[wide ? ConfigSpace.EXTENDED_SIZE : ConfigSpace.CONVENTIONAL_SIZE];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        ConfigSpace config = ConfigSpace.of(bytes);
        config.setU16(0x06, config.u16(0x06) | 0x10);
        config.setU8(0x0e, random.nextInt(4));
        int at = random.nextInt(0x40, 0x100);
        config.setU8(0x34, at);
        for (int count = random.nextInt(20); count > 0; count--) {
            int next = random.nextInt(0x38, 0x100);
            int here = Math.min(at & 0xfc, 0xfc);
            config.setU8(here, random.nextInt(8) == 0 ? CapabilityId.EXP.id() : random.nextInt(0x18));
            config.setU8(here + 1, next);
            at = next;
        }
        if (wide) {
            int here = 0x100;
            for (int count = random.nextInt(40); count > 0; count--) {
                int next = random.nextInt(0xf0, 0x1000);
                config.setU32(here, random.nextInt(0x40) | random.nextInt(16) << 16 | next << 20);
                here = Math.max(next & 0xffc, 0x100);
            }
        }
        return config;
    }

    private static ConfigSpace withHeader(int size) {
        ConfigSpace config = ConfigSpace.ofSize(size);
        config.setU32(0x00, 0x7f101b36);
        config.setU16(0x06, 0x10);
        config.setU8(0x34, 0x40);
        return config;
    }
}
