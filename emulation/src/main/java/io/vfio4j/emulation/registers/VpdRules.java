// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/**
 * Defines vital product data (PCIe 6.0, 6.27 and 7.9.18): a window of 4 bytes, and a flag that starts and ends
 * transfers.
 */
final class VpdRules implements CapabilityRules {
    private static final int ADDRESS = 2;
    private static final int DATA = 4;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        if (!capability.fits(DATA, 4)) {
            return;
        }
        capability
                .readWrite(ADDRESS, 2, 0x7fff)
                .reset(ADDRESS, 2, 0x8000, 0)
                .readWrite(DATA, 4, -1)
                .watch(ADDRESS, new Transfer(capability.start() + DATA, function.vitalProductData()));
    }

    /** Transfers 4 bytes when the flag's byte is written, at once: the flag reads as the opposite. */
    private record Transfer(int data, VitalProductData storage) implements WriteRule {
        private static final int FLAG = 1 << 31;

        @Override
        public int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
            if ((lanes & FLAG) == 0) {
                return proposed;
            }
            int address = proposed >>> 16 & 0x7fff;
            if ((written & FLAG) != 0) {
                storage.set(address, registers.get(data));
                return proposed & ~FLAG;
            }
            registers.set(data, storage.get(address));
            return proposed | FLAG;
        }
    }
}
