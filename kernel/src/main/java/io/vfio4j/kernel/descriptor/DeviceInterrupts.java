// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Sets interrupts of a device. The kernel takes its own reference of each eventfd. */
public final class DeviceInterrupts {
    private final IoctlFile device;

    public DeviceInterrupts(IoctlFile device) {
        this.device = device;
    }

    public IrqInfo info(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(DeviceAbi.Irq.SIZE, Long.BYTES);
            putU32(info, DeviceAbi.ARGSZ, DeviceAbi.Irq.SIZE);
            putU32(info, DeviceAbi.Irq.INDEX, index);
            device.call(
                    Request.VFIO_DEVICE_GET_IRQ_INFO,
                    "VFIO_DEVICE_GET_IRQ_INFO(%s)".formatted(VfioPci.irqName(index)),
                    info);
            return new IrqInfo(index, u32(info, DeviceAbi.FLAGS), u32(info, DeviceAbi.Irq.COUNT));
        }
    }

    public void set(IrqSet request) {
        try (Arena arena = Arena.ofConfined();
                HeldDescriptors held = new HeldDescriptors()) {
            MemorySegment set = switch (request.data()) {
                case IrqSet.Data.None _ -> header(arena, request, DeviceAbi.IrqSet.DATA_NONE, 0);
                case IrqSet.Data.Bools(List<Boolean> values) -> bools(arena, request, values);
                case IrqSet.Data.Events(List<EventDescriptor> events) -> events(arena, held, request, events);
            };
            int available = device.call(Request.VFIO_DEVICE_SET_IRQS, describe(request), set);
            if (available > 0) {
                throw new VfioException(
                        device.target(),
                        describe(request),
                        Errno.ENOSPC,
                        "only %d of %d vectors are free, and none was enabled".formatted(available, request.count()));
            }
        }
    }

    private static void requireOneForEach(IrqSet request, List<?> data) {
        if (data.size() != request.count()) {
            throw new IllegalArgumentException(
                    "data must be one for each vector: count=%d size=%d".formatted(request.count(), data.size()));
        }
    }

    private static MemorySegment bools(Arena arena, IrqSet request, List<Boolean> values) {
        requireOneForEach(request, values);
        MemorySegment set = header(arena, request, DeviceAbi.IrqSet.DATA_BOOL, values.size());
        for (int i = 0; i < values.size(); i++) {
            set.set(JAVA_BYTE, DeviceAbi.IrqSet.SIZE + i, (byte) (values.get(i) ? 1 : 0));
        }
        return set;
    }

    private static MemorySegment events(
            Arena arena, HeldDescriptors held, IrqSet request, List<EventDescriptor> events) {
        requireOneForEach(request, events);
        MemorySegment set = header(arena, request, DeviceAbi.IrqSet.DATA_EVENTFD, events.size() * Integer.BYTES);
        for (int i = 0; i < events.size(); i++) {
            EventDescriptor event = events.get(i);
            if (event.descriptor() < 0 && !event.equals(EventDescriptor.NONE)) {
                throw new IllegalArgumentException("event must have a descriptor: events[%d]=%s".formatted(i, event));
            }
            // Whose number it is, of an event of another making, is that event's affair.
            int number = held.add(event.hold(describe(request)));
            putU32(set, DeviceAbi.IrqSet.SIZE + (long) i * Integer.BYTES, number);
        }
        return set;
    }

    private static MemorySegment header(Arena arena, IrqSet request, int dataKind, int dataSize) {
        int size = DeviceAbi.IrqSet.SIZE + dataSize;
        MemorySegment set = arena.allocate(size, Long.BYTES);
        int action = switch (request.action()) {
            case MASK -> DeviceAbi.IrqSet.ACTION_MASK;
            case UNMASK -> DeviceAbi.IrqSet.ACTION_UNMASK;
            case TRIGGER -> DeviceAbi.IrqSet.ACTION_TRIGGER;
        };
        putU32(set, DeviceAbi.ARGSZ, size);
        putU32(set, DeviceAbi.FLAGS, dataKind | action);
        putU32(set, DeviceAbi.IrqSet.INDEX, request.index());
        putU32(set, DeviceAbi.IrqSet.START, request.start());
        putU32(set, DeviceAbi.IrqSet.COUNT, request.count());
        return set;
    }

    private static String describe(IrqSet request) {
        if (request.count() == 0) {
            return "VFIO_DEVICE_SET_IRQS(%s, none, %s)".formatted(VfioPci.irqName(request.index()), request.action());
        }
        return "VFIO_DEVICE_SET_IRQS(%s, %d to %d, %s)"
                .formatted(
                        VfioPci.irqName(request.index()),
                        request.start(),
                        request.start() + request.count() - 1,
                        request.action());
    }
}
