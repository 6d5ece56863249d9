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
import io.vfio4j.emulation.interrupts.InterruptCounts;
import io.vfio4j.emulation.interrupts.InterruptRequests;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.pasid.PasidReportFeature;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Makes a {@link PciFunction} a VFIO device: as Linux's vfio-pci offers it, or bare.
 *
 * <p>In the {@link DeviceView#VFIO} view, registers follow Linux's vfio_pci_config.c, BARs answer while memory is
 * enabled, and PASID is reported through VFIO_DEVICE_FEATURE; a VF reports its PF's. Differences to the kernel: mapped
 * BARs stay mapped while memory is disabled, there is no VGA region, and INTx cannot be unmasked by an event.
 *
 * <p>In the {@link DeviceView#HARDWARE} view the user has the bare function, as a VMM has a vfio-user device: it writes
 * the command register and the BARs, BARs always answer, and the PASID capability is where the hardware has it.
 *
 * <p>Used by one thread at a time; device models may use the function's {@link io.vfio4j.emulation.function.Bus} from
 * any thread. Reading and writing regions allocates nothing.
 */
public final class EmulatedDevice implements VfioDevice {
    private final String name;
    private final PciFunction function;
    private final DeviceRegions regions;
    private final InterruptState interrupts;
    private final InterruptRequests requests;
    private final DmaSpace dma;
    private final DeviceRootComplex rootComplex;
    private final FunctionView view;
    private volatile boolean closed;

    private EmulatedDevice(String name, PciFunction function, FunctionView view, int maxDmaRegions) {
        this.name = name;
        this.function = function;
        this.view = view;
        this.interrupts = view.interrupts();
        this.regions = new DeviceRegions(name, view.config(), new BarRegions(name, function, view));
        this.requests = new InterruptRequests(name, InterruptCounts.of(function, view.interruptPin()), interrupts);
        this.dma = new DmaSpace(name, maxDmaRegions);
        this.rootComplex = new DeviceRootComplex(interrupts, dma);
    }

    /** Opens a function in the {@link DeviceView#VFIO} view with {@link EmulatedDeviceOptions#VFIO}. */
    public static EmulatedDevice open(PciFunction function) {
        return open(function, EmulatedDeviceOptions.VFIO);
    }

    /** Opens a function; messages call the device {@code emulated:} and the function's address. */
    public static EmulatedDevice open(PciFunction function, EmulatedDeviceOptions options) {
        return open("emulated:" + function.address(), function, options);
    }

    /**
     * Opens a function, and connects it to this device in place of one that was open before. In the VFIO view this
     * resets it, as vfio-pci does.
     *
     * @param name what messages call the device
     * @throws VfioException EINVAL when the function is a bridge and the view is VFIO: vfio-pci refuses bridges
     */
    public static EmulatedDevice open(String name, PciFunction function, EmulatedDeviceOptions options) {
        FunctionView view = switch (options.view()) {
            case VFIO -> new VfioView(name, function, options);
            case HARDWARE -> new HardwareView(name, function);
        };
        EmulatedDevice device = new EmulatedDevice(name, function, view, options.maxDmaRegions());
        function.connect(device.rootComplex);
        return device;
    }

    /** Returns the function behind the device. */
    public PciFunction function() {
        return function;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(
                DeviceInfo.PCI | (view.resettable() ? DeviceInfo.RESET : 0), VfioPci.REGIONS, VfioPci.IRQS);
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
        return regions.readRegion(region, offset, target, at, length);
    }

    @Override
    public int write(int region, long offset, MemorySegment source, long at, int length) {
        return regions.writeRegion(region, offset, source, at, length);
    }

    @Override
    public void setIrqs(IrqSet request) {
        synchronized (interrupts) {
            requireOpen("VFIO_DEVICE_SET_IRQS");
            requests.handle(request);
        }
    }

    /**
     * Reports an uncorrectable error to the user, through the ERR index. Any thread.
     *
     * @return whether the user has set an event for it
     */
    public boolean raiseError() {
        return requests.error().signal();
    }

    /**
     * Asks the user to give the device back, through the REQ index. Any thread.
     *
     * @return whether the user has set an event for it
     */
    public boolean requestRelease() {
        return requests.request().signal();
    }

    /** {@inheritDoc} PASID in the VFIO view is the only feature; in the hardware view there is none. */
    @Override
    public int feature(int flags, MemorySegment data) {
        FeatureFlags.checkWellFormed(name, flags);
        PasidReportFeature pasid = view.pasid().orElse(null);
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
        if (!view.resettable()) {
            throw failed("VFIO_DEVICE_RESET", Errno.EINVAL, "the function cannot be reset");
        }
        view.reset();
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
                view.pasid().map(PasidReportFeature::feature));
    }

    /**
     * Disconnects the function, which stays as it is and tells its listeners, then gives back events and mappings. When
     * this returns, no thread of a device model reaches memory that was mapped here, or signals an event. Any thread,
     * and twice.
     */
    @Override
    public void close() {
        function.disconnect(rootComplex);
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
