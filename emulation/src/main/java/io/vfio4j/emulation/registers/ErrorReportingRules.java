// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines Advanced Error Reporting (PCIe 6.0, 7.8.4), where everything survives a function level reset. */
final class ErrorReportingRules implements CapabilityRules {
    private static final int UNCORRECTABLE_STATUS = 0x04;
    private static final int UNCORRECTABLE_MASK = 0x08;
    private static final int UNCORRECTABLE_SEVERITY = 0x0c;
    private static final int CORRECTABLE_STATUS = 0x10;
    private static final int CORRECTABLE_MASK = 0x14;
    private static final int CAPABILITIES_AND_CONTROL = 0x18;
    private static final int ROOT_COMMAND = 0x2c;
    private static final int ROOT_STATUS = 0x30;
    private static final int UNCORRECTABLE = 0xfffff030;
    private static final int CORRECTABLE = 0x0000f1c1;
    /**
     * Names ECRC generation, ECRC checking and multiple header recording: each is capable in the bit below its enable.
     */
    private static final int CAPABLE = 0x2a0;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int enables = (capability.u32(CAPABILITIES_AND_CONTROL) & CAPABLE) << 1;
        capability
                .writeOneToClearSticky(UNCORRECTABLE_STATUS, 4, UNCORRECTABLE)
                .readWriteSticky(UNCORRECTABLE_MASK, 4, UNCORRECTABLE)
                .readWriteSticky(UNCORRECTABLE_SEVERITY, 4, UNCORRECTABLE)
                .writeOneToClearSticky(CORRECTABLE_STATUS, 4, CORRECTABLE)
                .readWriteSticky(CORRECTABLE_MASK, 4, CORRECTABLE)
                .readWriteSticky(CAPABILITIES_AND_CONTROL, 4, enables);
        if (function.port().isRoot()) {
            capability.readWrite(ROOT_COMMAND, 4, 7).writeOneToClearSticky(ROOT_STATUS, 4, 0x7f);
        }
    }
}
