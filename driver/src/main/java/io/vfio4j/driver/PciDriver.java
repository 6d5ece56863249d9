// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.Registers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives a PCI device: its registers, its interrupts, and memory that it reaches. Works on any {@link VfioDevice}.
 *
 * <pre>{@code
 * try (VfioUserClient device = VfioUserClient.connect(socket);
 *         PciDriver driver = PciDriver.open(device);
 *         Interrupts interrupts = driver.msix(1);
 *         DmaBuffer buffer = driver.allocate(4096)) {
 *     DeviceRegisters registers = driver.bar(0);
 *     registers.u64(0x00, buffer.iova());
 *     registers.u32(0x0c, 1);
 *     interrupts.await(0, Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>Used by the thread that uses the device; waiting for interrupts is for any thread. What was not closed before is
 * closed with the driver; the device is its owner's to close, after the driver.
 */
public final class PciDriver implements AutoCloseable {
    private static final int IO_AND_MEMORY = 0x0003;
    private static final int BUS_MASTER = 0x0004;
    private static final int MOST_ATTEMPTS = 1000;

    private final VfioDevice device;
    private final IovaAllocator addresses;
    private final DeviceRegisters config;
    private final Deque<Interrupts> interrupts = new ArrayDeque<>();
    private final Deque<DmaBuffer> buffers = new ArrayDeque<>();
    private boolean closed;

    private PciDriver(VfioDevice device, List<IovaRange> ranges) {
        this.device = device;
        this.addresses = new IovaAllocator(ranges);
        this.config = new MessageRegisters(device, VfioPci.CONFIG_REGION);
    }

    /**
     * Takes a device into use: it answers at its BARs and may reach memory from now on. Device addresses are chosen
     * where every platform permits them: 0x10000000 to 0xfedfffff, and 4 GiB to 512 GiB.
     */
    public static PciDriver open(VfioDevice device) {
        return open(device, IovaAllocator.USUAL);
    }

    /**
     * Takes a device into use as {@link #open(VfioDevice)}.
     *
     * @param ranges which device addresses may be chosen, by address, as a device of the kernel reports them
     */
    public static PciDriver open(VfioDevice device, List<IovaRange> ranges) {
        PciDriver driver = new PciDriver(device, ranges);
        driver.enable();
        return driver;
    }

    private void enable() {
        config.u16(Registers.COMMAND, config.u16(Registers.COMMAND) | IO_AND_MEMORY | BUS_MASTER);
    }

    /** Returns the device. */
    public VfioDevice device() {
        return device;
    }

    /** Returns the registers of the configuration space. */
    public DeviceRegisters config() {
        return config;
    }

    /**
     * Returns the registers of a BAR.
     *
     * @param index 0 to 5
     * @throws VfioException EINVAL when the device has no such BAR
     */
    public DeviceRegisters bar(int index) {
        if (index < 0 || index > VfioPci.BAR5_REGION) {
            throw new IllegalArgumentException("index must be 0 to 5: index=" + index);
        }
        RegionInfo info = device.regionInfo(index);
        if (info.size() == 0) {
            throw failed("BAR " + index, Errno.EINVAL, "the device has no such BAR");
        }
        DeviceRegisters messages = new MessageRegisters(device, index);
        SharedMemory memory = info.mappable() ? device.regionMemory(index).orElse(null) : null;
        return memory == null ? messages : new MappedRegisters(memory.segment(), areas(info, memory), messages);
    }

    private static List<RegionCapability.Area> areas(RegionInfo info, SharedMemory memory) {
        for (RegionCapability capability : info.capabilities()) {
            if (capability instanceof RegionCapability.SparseMmap sparse) {
                return sparse.areas();
            }
        }
        return List.of(new RegionCapability.Area(0, memory.size()));
    }

    /** Lets the device reach memory, or forbids it. It may from the start. */
    public void setBusMaster(boolean enabled) {
        int command = config.u16(Registers.COMMAND) & ~BUS_MASTER;
        config.u16(Registers.COMMAND, enabled ? command | BUS_MASTER : command);
    }

    /**
     * Resets the device, and takes it into use again. Interrupts and memory stay set up.
     *
     * @throws VfioException EINVAL or ENOTTY when the device cannot be reset
     */
    public void reset() {
        device.reset();
        enable();
    }

    /**
     * Sets up INTx.
     *
     * @throws VfioException EINVAL when the device has none, or INTx or another kind of interrupt is set up
     */
    public Interrupts intx() {
        return interrupts(VfioPci.INTX_IRQ, 1);
    }

    /**
     * Sets up MSI.
     *
     * @param count vectors, 1 to what the device has
     * @throws VfioException EINVAL when the device has fewer, or MSI or another kind of interrupt is set up
     */
    public Interrupts msi(int count) {
        return interrupts(VfioPci.MSI_IRQ, count);
    }

    /**
     * Sets up MSI-X.
     *
     * @param count vectors, 1 to what the device has
     * @throws VfioException EINVAL when the device has fewer, or MSI-X or another kind of interrupt is set up
     */
    public Interrupts msix(int count) {
        return interrupts(VfioPci.MSIX_IRQ, count);
    }

    private Interrupts interrupts(int index, int count) {
        requireOpen();
        interrupts.removeIf(Interrupts::isClosed);
        if (interrupts.stream().anyMatch(each -> each.index() == index)) {
            throw Interrupts.refused(device, "these interrupts are set up already; close them first");
        }
        Interrupts opened = Interrupts.open(device, index, count);
        interrupts.push(opened);
        return opened;
    }

    /**
     * Allocates zeroed memory for the device to read and write.
     *
     * @param size bytes, at least 1; rounded up to a multiple of 4096
     * @throws VfioException ENOMEM or ENOSPC when there is no memory or no device address left, and what {@link
     *     VfioDevice#mapDma} says
     */
    public DmaBuffer allocate(long size) {
        requireOpen();
        SharedBuffer memory = SharedBuffer.allocate(size);
        try {
            return map(memory, true);
        } catch (RuntimeException | Error failure) {
            memory.close();
            throw failure;
        }
    }

    /**
     * Lets the device read and write memory that the caller keeps and closes, after the returned buffer.
     *
     * @param memory a multiple of 4096 bytes
     */
    public DmaBuffer map(SharedMemory memory) {
        requireOpen();
        return map(memory, false);
    }

    private DmaBuffer map(SharedMemory memory, boolean owned) {
        List<Long> foreign = new ArrayList<>();
        try {
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                long iova = addresses
                        .take(memory.size())
                        .orElseThrow(() -> failed(
                                "VFIO_IOMMU_MAP_DMA",
                                Errno.ENOSPC,
                                "no device addresses are left for 0x%x bytes".formatted(memory.size())));
                if (mapped(iova, memory, foreign)) {
                    DmaBuffer buffer = new DmaBuffer(this, iova, memory, owned);
                    buffers.push(buffer);
                    return buffer;
                }
            }
            throw failed("VFIO_IOMMU_MAP_DMA", Errno.EEXIST, "%d places are mapped already".formatted(MOST_ATTEMPTS));
        } finally {
            foreign.forEach(addresses::giveBack);
        }
    }

    /** Maps memory; false when somebody else has mapped something there. */
    private boolean mapped(long iova, SharedMemory memory, List<Long> foreign) {
        try {
            device.mapDma(new DmaRegion(iova, memory.size(), true, true, memory));
            return true;
        } catch (VfioException refused) {
            if (refused.errno() == Errno.EEXIST) {
                foreign.add(iova);
                return false;
            }
            addresses.giveBack(iova);
            throw refused;
        } catch (RuntimeException | Error failure) {
            addresses.giveBack(iova);
            throw failure;
        }
    }

    /** Unmaps and frees a buffer, once. */
    void release(DmaBuffer buffer) {
        if (buffers.remove(buffer)) {
            try {
                device.unmapDma(buffer.iova(), buffer.size());
                addresses.giveBack(buffer.iova());
            } finally {
                buffer.free();
            }
        }
    }

    /**
     * Forbids the device to reach memory, then gives back its interrupts and its memory. Twice is fine, and so is a
     * device that has gone.
     *
     * @throws VfioException when the device refuses a step; the others are done nevertheless, as they are when a device
     *     throws a {@link RuntimeException} of its own
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        @Nullable RuntimeException failure = attempt(null, () -> setBusMaster(false));
        for (Interrupts each : interrupts) {
            failure = attempt(failure, each::close);
        }
        while (!buffers.isEmpty()) {
            DmaBuffer buffer = buffers.getFirst();
            failure = attempt(failure, () -> release(buffer));
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException attempt(@Nullable RuntimeException before, Runnable step) {
        try {
            step.run();
            return before;
        } catch (RuntimeException failure) {
            if (failure instanceof VfioException refused && gone(refused)) {
                return before;
            }
            if (before == null) {
                return failure;
            }
            before.addSuppressed(failure);
            return before;
        }
    }

    private static boolean gone(VfioException failure) {
        return failure.deviceGone() || failure.errno() == Errno.EBADF || failure.errno() == Errno.ENODEV;
    }

    private void requireOpen() {
        if (closed) {
            throw failed("driver", Errno.EBADF, "the driver is closed");
        }
    }

    private VfioException failed(String operation, Errno errno, String detail) {
        return new VfioException(device.name(), operation, errno, detail);
    }
}
