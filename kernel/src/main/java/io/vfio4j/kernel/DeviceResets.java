// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u16;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u8;

import io.vfio4j.device.Errno;
import io.vfio4j.kernel.descriptor.HeldDescriptors;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.pci.PciAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Resets a device alone, or all that share its slot or bus. */
final class DeviceResets {
    private static final int INITIAL_ROOM = 8;
    private static final int FUNCTION_BITS = 3;

    private final IoctlFile device;
    private final Supplier<Map<Integer, DeviceFile>> groups;

    /**
     * Makes the resets of a device.
     *
     * @param groups the groups that are open at this moment, by number; none for a device that was opened directly
     */
    public DeviceResets(IoctlFile device, Supplier<Map<Integer, DeviceFile>> groups) {
        this.device = device;
        this.groups = groups;
    }

    void reset() {
        device.call(Request.VFIO_DEVICE_RESET, 0);
    }

    /**
     * Makes the request VFIO_DEVICE_GET_PCI_HOT_RESET_INFO: with too little room the kernel says ENOSPC and how many
     * there are.
     */
    HotResetScope hotResetScope() {
        try (Arena arena = Arena.ofConfined()) {
            int room = INITIAL_ROOM;
            while (true) {
                int size = DeviceAbi.HotResetInfo.SIZE + room * DeviceAbi.HotResetInfo.DEVICE_SIZE;
                MemorySegment info = arena.allocate(size, Long.BYTES);
                putU32(info, DeviceAbi.ARGSZ, size);
                Request request = Request.VFIO_DEVICE_GET_PCI_HOT_RESET_INFO;
                int result = device.file().ioctl(request.code(), info);
                int count = u32(info, DeviceAbi.HotResetInfo.COUNT);
                if (result == -Errno.ENOSPC.number() && count > room) {
                    room = count;
                    continue;
                }
                if (result < 0) {
                    throw device.failure(request, result);
                }
                return decode(info, count);
            }
        }
    }

    private static HotResetScope decode(MemorySegment info, int count) {
        int flags = u32(info, DeviceAbi.FLAGS);
        boolean ids = (flags & DeviceAbi.HotResetInfo.FLAG_DEV_ID) != 0;
        List<HotResetScope.Function> functions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = DeviceAbi.HotResetInfo.SIZE + (long) i * DeviceAbi.HotResetInfo.DEVICE_SIZE;
            int devfn = u8(info, at + DeviceAbi.HotResetInfo.DEVFN);
            functions.add(new HotResetScope.Function(
                    new PciAddress(
                            u16(info, at + DeviceAbi.HotResetInfo.SEGMENT),
                            u8(info, at + DeviceAbi.HotResetInfo.BUS),
                            devfn >>> FUNCTION_BITS,
                            devfn & (1 << FUNCTION_BITS) - 1),
                    u32(info, at)));
        }
        return new HotResetScope(ids, (flags & DeviceAbi.HotResetInfo.FLAG_DEV_ID_OWNED) != 0, functions);
    }

    void hotReset() {
        List<DeviceFile> proof = groupsOnBus(groups.get());
        Request request = Request.VFIO_DEVICE_PCI_HOT_RESET;
        try (Arena arena = Arena.ofConfined();
                HeldDescriptors held = new HeldDescriptors()) {
            int size = DeviceAbi.HotReset.SIZE + proof.size() * Integer.BYTES;
            MemorySegment reset = arena.allocate(size, Long.BYTES);
            putU32(reset, DeviceAbi.ARGSZ, size);
            putU32(reset, DeviceAbi.HotReset.COUNT, proof.size());
            for (int i = 0; i < proof.size(); i++) {
                int number = held.add(proof.get(i).hold(request.name()));
                putU32(reset, DeviceAbi.HotReset.SIZE + (long) i * Integer.BYTES, number);
            }
            device.call(request, reset);
        }
    }

    /**
     * Returns the groups to prove with: the kernel takes no more than there are functions, so it is not given those of
     * other buses.
     */
    private List<DeviceFile> groupsOnBus(Map<Integer, DeviceFile> open) {
        if (open.size() < 2) {
            return List.copyOf(open.values());
        }
        Map<Integer, DeviceFile> needed = new TreeMap<>(open);
        needed.keySet()
                .retainAll(hotResetScope().functions().stream()
                        .map(HotResetScope.Function::owner)
                        .toList());
        return List.copyOf(needed.values());
    }
}
