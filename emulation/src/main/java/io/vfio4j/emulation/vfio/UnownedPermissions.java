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
            public int read(int position, int count, int offset) {
                return hardware.readConfig(position, count);
            }

            @Override
            public void write(int position, int count, int offset, int value) {
                hardware.writeConfig(position, count, value);
            }
        };
    }

    /** Bytes that exist in the virtual space only. */
    static AccessPermissions virtual(VirtualSpace shadow) {
        return new AccessPermissions() {
            @Override
            public int read(int position, int count, int offset) {
                return shadow.get(position, count);
            }

            @Override
            public void write(int position, int count, int offset, int value) {
                shadow.set(position, count, value);
            }
        };
    }

    /** What the kernel does not do: 0, and writes are dropped. */
    static AccessPermissions blank() {
        return new AccessPermissions() {
            @Override
            public int read(int position, int count, int offset) {
                return 0;
            }

            @Override
            public void write(int position, int count, int offset, int value) {
                // Nothing is there.
            }
        };
    }
}
