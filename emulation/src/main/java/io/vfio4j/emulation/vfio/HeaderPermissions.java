// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.pci.Registers;

/** Shows the type 0 header: vfio_basic_config_read() and vfio_basic_config_write(). */
final class HeaderPermissions extends TablePermissions {

    private final HostFunction host;
    private final UserBars bars;
    private final InterruptState interrupts;

    HeaderPermissions(HostFunction host, ShadowSpace shadow, InterruptState interrupts) {
        super(host.function(), shadow, PermissionTables.HEADER);
        this.host = host;
        this.bars = new UserBars(host.function(), shadow);
        this.interrupts = interrupts;
    }

    @Override
    public int load(int start, int offset, int count) {
        if (UserBars.isBar(offset)) {
            bars.fixUp();
        }
        int value = super.load(start, offset, count);
        if (offset == Registers.COMMAND && hardware().virtual()) {
            value |= shadow().u16(Registers.COMMAND) & Registers.COMMAND_MEMORY;
        }
        return value;
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        if (offset == Registers.COMMAND) {
            restoreLostBars(value);
        }
        super.store(start, offset, count, value);
        if (offset == Registers.COMMAND) {
            int enables = Registers.COMMAND_MEMORY | Registers.COMMAND_IO;
            shadow().set(Registers.COMMAND, 2, (shadow().u16(Registers.COMMAND) & ~enables) | (value & enables));
        }
        if (offset == Registers.COMMAND || offset == Registers.COMMAND + 1) {
            interrupts.setDisabledByUser((shadow().u16(Registers.COMMAND) & Registers.COMMAND_INTX_DISABLE) != 0);
        }
        if (UserBars.isBar(offset)) {
            bars.written();
        }
    }

    /**
     * Puts the host's BARs back when they were lost. A user that enables what it had enabled before, and that is
     * disabled in the hardware, has reset the function in some way of its own.
     */
    private void restoreLostBars(int command) {
        int physical = hardware().readConfig(Registers.COMMAND, 2);
        int stale = command & shadow().u16(Registers.COMMAND) & ~physical;
        boolean memoryLost =
                (stale & Registers.COMMAND_MEMORY) != 0 && !hardware().virtual();
        boolean ioLost = (stale & Registers.COMMAND_IO) != 0;
        if (memoryLost || ioLost || bars.lost()) {
            bars.restore();
            if (host.intxBroken() && !hardware().virtual()) {
                host.setIntx(false);
            }
        }
    }
}
