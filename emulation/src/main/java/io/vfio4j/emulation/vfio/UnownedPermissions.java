// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;

/** Bytes that are in no structure shown to the user. */
final class UnownedPermissions {
    private UnownedPermissions() {}

    /**
     * What the kernel does: devices hide registers between their capabilities and need them, so these bytes are the
     * hardware's, for reading and for writing. So are the bodies of hidden capabilities.
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

    /** Bytes that exist in the virtual space only. */
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

    /** What the kernel does not do: 0, and writes are dropped. */
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
