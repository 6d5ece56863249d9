package io.vfio4j.emulation;

/** Bytes that are in no structure shown to the user. */
final class UnownedRules {
    private UnownedRules() {}

    /**
     * What the kernel does: devices hide registers between their capabilities and need them, so these bytes are the
     * hardware's, for reading and for writing. So are the bodies of hidden capabilities.
     */
    static AccessRules raw(PciFunction hardware) {
        return new AccessRules() {
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
    static AccessRules virtual(VirtualSpace shadow) {
        return new AccessRules() {
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
    static AccessRules blank() {
        return new AccessRules() {
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
