// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;

/** Reads and writes bytes that are in no structure shown to the user. */
final class UnownedPermissions {
    private UnownedPermissions() {}

    /**
     * Reads and writes the hardware, as the kernel does: devices hide registers between their capabilities and need
     * them. The bodies of hidden capabilities are among these bytes.
     */
    static AccessPermissions raw(PciFunction hardware) {
        return new AccessPermissions() {
            @Override
            public int load(int start, int offset, int count) {
                return hardware.readConfig(start + offset, count);
            }

            @Override
            public void store(int start, int offset, int count, int value) {
                hardware.writeConfig(start + offset, count, value);
            }
        };
    }

    /** Reads and writes the shadow only. */
    static AccessPermissions shadow(ShadowSpace shadow) {
        return new AccessPermissions() {
            @Override
            public int load(int start, int offset, int count) {
                return shadow.get(start + offset, count);
            }

            @Override
            public void store(int start, int offset, int count, int value) {
                shadow.set(start + offset, count, value);
            }
        };
    }

    /** Reads 0 and drops writes. The kernel does not do this ({@code blankHidden}). */
    static AccessPermissions blank() {
        return new AccessPermissions() {
            @Override
            public int load(int start, int offset, int count) {
                return 0;
            }

            @Override
            public void store(int start, int offset, int count, int value) {
                // Nothing is there.
            }
        };
    }
}
