// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.Upstream;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.pci.Registers;
import java.lang.foreign.MemorySegment;

/**
 * What a function reaches when it is served: the events of its user, and the memory that he mapped. Memory can be
 * reached only while Bus Master Enable is set in the function's command register, which its user does (PCIe 6.0,
 * 7.5.1.1.3).
 */
record DeviceUpstream(String target, PciFunction function, InterruptState interrupts, DmaSpace memory)
        implements Upstream {

    @Override
    public void interrupt(InterruptKind kind, int vector) {
        interrupts.raise(
                switch (kind) {
                    case INTX -> VfioPci.INTX_IRQ;
                    case MSI -> VfioPci.MSI_IRQ;
                    case MSIX -> VfioPci.MSIX_IRQ;
                },
                vector);
    }

    @Override
    public void readMemory(long iova, MemorySegment destination, long at, long length) {
        requireBusMaster("DMA read");
        memory.read(iova, destination, at, length);
    }

    @Override
    public void writeMemory(long iova, MemorySegment source, long at, long length) {
        requireBusMaster("DMA write");
        memory.write(iova, source, at, length);
    }

    private void requireBusMaster(String operation) {
        if ((function.readConfig(Registers.COMMAND, 2) & Registers.COMMAND_MASTER) == 0) {
            throw new VfioException(target, operation, Errno.EFAULT, "bus mastering is not enabled");
        }
    }
}
