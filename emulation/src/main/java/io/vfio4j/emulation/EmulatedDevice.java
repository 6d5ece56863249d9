// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.Upstream;
import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.host.HostResets;
import io.vfio4j.emulation.interrupts.InterruptCounts;
import io.vfio4j.emulation.interrupts.InterruptRequests;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.emulation.vfio.HardwareConfig;
import io.vfio4j.emulation.vfio.VfioPciConfig;
import io.vfio4j.pasid.PasidReportFeature;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PciFunction} as a VFIO device: as Linux's vfio-pci offers it, or bare.
 *
 * <p>In the {@link DeviceView#VFIO} view, registers follow {@link VfioPciConfig}, BARs answer while memory is enabled,
 * and PASID is reported through VFIO_DEVICE_FEATURE; a VF reports its PF's. Differences to the kernel: mapped BARs stay
 * mapped while memory is disabled, there is no VGA region, and INTx cannot be unmasked by an event.
 *
 * <p>In the {@link DeviceView#HARDWARE} view the user has the function for himself, as a VMM has a vfio-user device: he
 * writes the command register and the BARs, BARs always answer, and the PASID capability is where the hardware has it.
 *
 * <p>Used by one thread at a time; the function's device code may interrupt and reach memory from any thread. Reading
 * and writing regions allocates nothing.
 */
public final class EmulatedDevice implements VfioDevice {
    private static final int INTERRUPT_PIN = 0x3d;

    private final String name;
    private final PciFunction function;
    private final DeviceRegions regions;
    private final InterruptState interrupts;
    private final InterruptRequests requests;
    private final DmaSpace dma;
    private final DeviceUpstream upstream;
    private final @Nullable HostFunction host;
    private final @Nullable PasidReportFeature pasid;
    private volatile boolean closed;

    /**
     * Opens a function. In the VFIO view this resets it, as vfio-pci does.
     *
     * @param name what messages call the device
     * @throws VfioException EINVAL when the function is a bridge and the view is VFIO: vfio-pci refuses bridges
     */
    public EmulatedDevice(String name, PciFunction function, EmulatedDeviceOptions options) {
        this.name = name;
        this.function = function;
        if (options.view() == DeviceView.VFIO) {
            HostFunction opened = HostFunction.open(function);
            InterruptState state = new InterruptState(opened);
            VfioPciConfig shown = new VfioPciConfig(name, opened, state, options.blankHidden());
            this.host = opened;
            this.interrupts = state;
            this.regions = new DeviceRegions(name, shown, new BarRegions(name, function, shown));
            this.requests = new InterruptRequests(name, InterruptCounts.of(function, shown.interruptPin()), interrupts);
            this.pasid = new PasidReportFeature(name, options.reporting(), options.pasidIndex());
        } else {
            this.host = null;
            this.interrupts = new InterruptState(function);
            HardwareConfig bare = new HardwareConfig(name, function);
            this.regions = new DeviceRegions(name, bare, new BarRegions(name, function, null));
            int pin = function.readConfig(INTERRUPT_PIN, 1);
            this.requests = new InterruptRequests(name, InterruptCounts.of(function, pin), interrupts);
            this.pasid = null;
        }
        this.dma = new DmaSpace(name, options.maxDmaRegions());
        this.upstream = new DeviceUpstream(name, function, interrupts, dma);
        function.connect(upstream);
    }

    /** As above, called {@code emulated:} and the function's address. */
    public EmulatedDevice(PciFunction function, EmulatedDeviceOptions options) {
        this("emulated:" + function.address(), function, options);
    }

    /** The function behind the device. */
    public PciFunction function() {
        return function;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceInfo info() {
        boolean resettable = host == null ? HostResets.of(function).possible() : host.resettable();
        return new DeviceInfo(DeviceInfo.PCI | (resettable ? DeviceInfo.RESET : 0), VfioPci.REGIONS, VfioPci.IRQS);
    }

    @Override
    public RegionInfo regionInfo(int index) {
        return regions.info(index);
    }

    @Override
    public IrqInfo irqInfo(int index) {
        return requests.info(index);
    }

    @Override
    public int read(int region, long offset, MemorySegment target, long at, int length) {
        return regions.read(region, offset, target, at, length);
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return regions.write(region, offset, source, at, length);
    }

    @Override
    public void setIrqs(IrqSet request) {
        synchronized (interrupts) {
            requireOpen("VFIO_DEVICE_SET_IRQS");
            requests.handle(request);
        }
    }

    /**
     * The function interrupts through whichever of INTx, MSI and MSI-X its user has set up. INTx masks itself until it
     * is unmasked; an interrupt that comes before is delivered then. Any thread. Allocates nothing.
     *
     * @param vector counted from 0
     * @return whether an event was signalled; not so for a vector that is not set up
     */
    public boolean raiseInterrupt(int vector) {
        return interrupts.raise(vector);
    }

    /** Reports an uncorrectable error to the user, through the ERR index; whether he wanted to know. Any thread. */
    public boolean raiseError() {
        return requests.error().signal();
    }

    /** Asks the user to give the device back, through the REQ index; whether he wanted to know. Any thread. */
    public boolean requestRelease() {
        return requests.request().signal();
    }

    /** {@inheritDoc} PASID in the VFIO view is the only feature; in the hardware view there is none. */
    @Override
    public int feature(int flags, MemorySegment data) {
        FeatureFlags.checkWellFormed(name, flags);
        if (pasid == null || FeatureFlags.index(flags) != pasid.index()) {
            throw failed(FeatureFlags.describe(flags), Errno.ENOTTY, "the device does not have this feature");
        }
        return pasid.answer(flags, data, function.pasid());
    }

    /**
     * {@inheritDoc} In the VFIO view the host restores what Linux saves and what its drivers had enabled, PASID
     * included; in the hardware view the registers are as after a reset.
     *
     * @throws VfioException EINVAL when the function has none of PCI Express FLR, Advanced Features FLR and a power
     *     management reset
     */
    @Override
    public void reset() {
        if (!info().resettable()) {
            throw failed("VFIO_DEVICE_RESET", Errno.EINVAL, "the function cannot be reset");
        }
        if (host == null) {
            function.reset();
        } else {
            host.resetForUser();
        }
    }

    @Override
    public void mapDma(DmaRegion region) {
        synchronized (dma) {
            requireOpen("VFIO_IOMMU_MAP_DMA");
            dma.map(region);
        }
    }

    @Override
    public List<DmaRegion> unmapDma(long iova, long size) {
        return dma.unmap(iova, size);
    }

    @Override
    public List<DmaRegion> unmapAllDma() {
        return dma.unmapAll();
    }

    @Override
    public Optional<SharedMemory> regionMemory(int index) {
        return regions.memory(index);
    }

    @Override
    public DeviceOrigin origin() {
        return DeviceOrigin.of(
                function.virtual() ? FunctionKind.VIRTUAL : FunctionKind.PHYSICAL,
                Optional.ofNullable(pasid).map(PasidReportFeature::feature));
    }

    /** Gives back events and mappings, and disconnects the function, which stays as it is. Any thread, and twice. */
    @Override
    public void close() {
        if (function.upstream().equals(upstream)) {
            function.connect(Upstream.NOTHING);
        }
        synchronized (interrupts) {
            closed = true;
            interrupts.disable();
            requests.error().clear();
            requests.request().clear();
        }
        synchronized (dma) {
            dma.unmapAll();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private void requireOpen(String operation) {
        if (closed) {
            throw failed(operation, Errno.ENODEV, "the device is closed");
        }
    }

    private VfioException failed(String operation, Errno errno, String detail) {
        return new VfioException(name, operation, errno, detail);
    }
}
