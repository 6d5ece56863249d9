// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines the Page Request Interface (PCIe 6.0, 10.5.2). */
final class PageRequestRules implements CapabilityRules, WriteRule {
    private static final int CONTROL = 4;
    private static final int STATUS = 6;
    private static final int OUTSTANDING_ALLOCATION = 0x0c;
    private static final int ENABLE = 1;
    private static final int STATUS_ERRORS = 0x0003;
    private static final int STATUS_STOPPED = 0x0100;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        capability
                .readWrite(CONTROL, 2, ENABLE)
                .writeOneToClear(STATUS, 2, STATUS_ERRORS)
                .reset(STATUS, 2, STATUS_STOPPED, STATUS_STOPPED)
                .readWrite(OUTSTANDING_ALLOCATION, 4, -1)
                .watch(CONTROL, this);
    }

    /** Stops the interface as soon as it is disabled: no request is ever outstanding here. */
    @Override
    public int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
        if ((before & ENABLE) == (proposed & ENABLE)) {
            return proposed;
        }
        int status = STATUS_STOPPED << 16;
        return (proposed & ENABLE) != 0 ? proposed & ~(status | STATUS_ERRORS << 16) : proposed | status;
    }
}
