// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/**
 * Defines virtual channels (PCIe 6.0, 7.9.1), which a function level reset leaves alone. Channel 0 cannot be turned
 * off.
 */
final class VirtualChannelRules implements CapabilityRules {
    private static final int PORT_CAPABILITY = 4;
    private static final int PORT_CONTROL = 0x0c;
    private static final int FIRST_RESOURCE_CONTROL = 0x14;
    private static final int RESOURCE_SIZE = 0x0c;
    private static final int ARBITRATION_SELECT = 7 << 17;
    private static final int CHANNEL_0 = 0xfe | ARBITRATION_SELECT;
    private static final int OTHER_CHANNELS = 0xff | ARBITRATION_SELECT | 7 << 24 | 1 << 31;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        capability.readWriteSticky(PORT_CONTROL, 2, 0x000e);
        int others = capability.u32(PORT_CAPABILITY) & 7;
        for (int channel = 0; channel <= others; channel++) {
            capability.readWriteSticky(
                    FIRST_RESOURCE_CONTROL + channel * RESOURCE_SIZE, 4, channel == 0 ? CHANNEL_0 : OTHER_CHANNELS);
        }
    }
}
