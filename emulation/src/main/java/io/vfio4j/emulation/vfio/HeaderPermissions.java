// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.interrupts.InterruptState;

/** The type 0 header: vfio_basic_config_read() and vfio_basic_config_write(). */
final class HeaderPermissions extends TablePermissions {
    private static final int COMMAND = 0x04;
    private static final int COMMAND_IO = 0x0001;
    private static final int COMMAND_MEMORY = 0x0002;
    private static final int COMMAND_INTX_DISABLE = 0x0400;

    private final HostFunction host;
    private final UserBars bars;
    private final InterruptState interrupts;

    HeaderPermissions(HostFunction host, VirtualSpace shadow, InterruptState interrupts) {
        super(host.function(), shadow, PermissionTables.HEADER);
        this.host = host;
        this.bars = new UserBars(host.function(), shadow);
        this.interrupts = interrupts;
    }

    @Override
    public int read(int position, int count, int offset) {
        if (UserBars.isBar(offset)) {
            bars.fixUp();
        }
        int value = super.read(position, count, offset);
        if (offset == COMMAND && hardware().virtual()) {
            value |= shadow().u16(COMMAND) & COMMAND_MEMORY;
        }
        return value;
    }

    @Override
    public void write(int position, int count, int offset, int value) {
        if (offset == COMMAND) {
            restoreLostBars(value);
        }
        super.write(position, count, offset, value);
        if (offset == COMMAND) {
            int enables = COMMAND_MEMORY | COMMAND_IO;
            shadow().set(COMMAND, 2, (shadow().u16(COMMAND) & ~enables) | (value & enables));
        }
        if (offset == COMMAND || offset == COMMAND + 1) {
            interrupts.setVirtuallyDisabled((shadow().u16(COMMAND) & COMMAND_INTX_DISABLE) != 0);
        }
        if (UserBars.isBar(offset)) {
            bars.written();
        }
    }

    /**
     * A user who enables what he had enabled before, and finds it disabled in the hardware, has reset the function in
     * some way of its own.
     */
    private void restoreLostBars(int command) {
        int physical = hardware().readConfig(COMMAND, 2);
        int stale = command & shadow().u16(COMMAND) & ~physical;
        boolean memoryLost = (stale & COMMAND_MEMORY) != 0 && !hardware().virtual();
        boolean ioLost = (stale & COMMAND_IO) != 0;
        if (memoryLost || ioLost || bars.lost()) {
            bars.restore();
            if (host.intxBroken() && !hardware().virtual()) {
                host.setIntx(false);
            }
        }
    }
}
