// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Encodes and decodes the payload of DEVICE_SET_IRQS, {@code struct vfio_irq_set}; the reply has none.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   bytes of this payload
 *    flags             4     4   0 DATA_NONE, 1 DATA_BOOL, 2 DATA_EVENTFD; 3 MASK, 4 UNMASK, 5 TRIGGER
 *    index             8     4
 *    start            12     4
 *    count            16     4
 *    data             20     DATA_BOOL: a byte for each vector
 * </pre>
 *
 * The events of DATA_EVENTFD are descriptors beside the message: one for each vector, or none at all to take away the
 * events of the whole range.
 */
public final class IrqSetCodec {
    /** Bytes before the data. */
    static final int SIZE = 20;

    private static final int DATA_NONE = 1;
    private static final int DATA_BOOL = 1 << 1;
    private static final int DATA_EVENTFD = 1 << 2;
    private static final int DATA_MASK = DATA_NONE | DATA_BOOL | DATA_EVENTFD;
    private static final int ACTION_MASK = 1 << 3;
    private static final int ACTION_UNMASK = 1 << 4;
    private static final int ACTION_TRIGGER = 1 << 5;
    private static final int ACTIONS = ACTION_MASK | ACTION_UNMASK | ACTION_TRIGGER;

    private IrqSetCodec() {}

    /** Returns the index that a command is about. */
    public static int index(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("irq set", length, SIZE);
        MalformedMessageException.requireArgsz("irq set", u32(segment, at), SIZE);
        return u32(segment, at + 8);
    }

    /**
     * Reads a command and checks it as vfio_set_irqs_validate_and_prepare() does (drivers/vfio/vfio_main.c).
     *
     * @param vectors how many the index has
     * @param events those that came beside the message
     * @throws MalformedMessageException EINVAL for unknown or contradictory flags, a range outside the vectors, too
     *     little data or another number of events
     */
    public static IrqSet decode(
            MemorySegment segment, long at, long length, int vectors, List<? extends EventDescriptor> events) {
        int index = index(segment, at, length);
        int flags = u32(segment, at + 4);
        long start = Integer.toUnsignedLong(u32(segment, at + 12));
        long count = Integer.toUnsignedLong(u32(segment, at + 16));
        if ((flags & ~(DATA_MASK | ACTIONS)) != 0) {
            throw new MalformedMessageException("unknown irq set flags: flags=0x%x".formatted(flags));
        }
        if (start >= vectors || start + count > vectors) {
            throw new MalformedMessageException("vectors %d to %d of %d".formatted(start, start + count, vectors));
        }
        long available = Math.min(length, Integer.toUnsignedLong(u32(segment, at))) - SIZE;
        Data data = data(flags, segment, at + SIZE, available, (int) count, events);
        return new IrqSet(index, (int) start, (int) count, action(flags), data);
    }

    private static Action action(int flags) {
        return switch (flags & ACTIONS) {
            case ACTION_MASK -> Action.MASK;
            case ACTION_UNMASK -> Action.UNMASK;
            case ACTION_TRIGGER -> Action.TRIGGER;
            default -> throw new MalformedMessageException("one irq set action wanted: flags=0x%x".formatted(flags));
        };
    }

    private static Data data(
            int flags,
            MemorySegment segment,
            long at,
            long available,
            int count,
            List<? extends EventDescriptor> events) {
        int kind = flags & DATA_MASK;
        if (!events.isEmpty() && kind != DATA_EVENTFD) {
            throw new MalformedMessageException(
                    "%d descriptors with irq set flags 0x%x".formatted(events.size(), flags));
        }
        return switch (kind) {
            case DATA_NONE -> new Data.None();
            case DATA_BOOL -> {
                MalformedMessageException.requireLength("irq set data", available, count);
                yield new Data.Bools(bools(segment, at, count));
            }
            case DATA_EVENTFD -> new Data.Events(events(events, count));
            default -> throw new MalformedMessageException("one irq set data kind wanted: flags=0x%x".formatted(flags));
        };
    }

    private static List<Boolean> bools(MemorySegment segment, long at, int count) {
        List<Boolean> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(segment.get(ValueLayout.JAVA_BYTE, at + i) != 0);
        }
        return values;
    }

    private static List<EventDescriptor> events(List<? extends EventDescriptor> events, int count) {
        if (events.isEmpty()) {
            return Collections.nCopies(count, EventDescriptor.NONE);
        }
        if (events.size() != count) {
            throw new MalformedMessageException("%d descriptors for %d vectors".formatted(events.size(), count));
        }
        return List.copyOf(events);
    }

    /** Returns how many bytes a command has. */
    public static int size(IrqSet set) {
        return SIZE + (set.data() instanceof Data.Bools(List<Boolean> values) ? values.size() : 0);
    }

    /**
     * Writes a command, {@link #size} bytes. Events go beside it: either every event of the set has a descriptor, or
     * none has; a caller with a mixture sends one command for each run.
     */
    public static void encode(IrqSet set, MemorySegment segment, long at) {
        putU32(segment, at, size(set));
        putU32(segment, at + 4, flags(set));
        putU32(segment, at + 8, set.index());
        putU32(segment, at + 12, set.start());
        putU32(segment, at + 16, set.count());
        if (set.data() instanceof Data.Bools(List<Boolean> values)) {
            for (int i = 0; i < values.size(); i++) {
                segment.set(ValueLayout.JAVA_BYTE, at + SIZE + i, (byte) (values.get(i) ? 1 : 0));
            }
        }
    }

    private static int flags(IrqSet set) {
        int action = switch (set.action()) {
            case MASK -> ACTION_MASK;
            case UNMASK -> ACTION_UNMASK;
            case TRIGGER -> ACTION_TRIGGER;
        };
        return action
                | switch (set.data()) {
                    case Data.None _ -> DATA_NONE;
                    case Data.Bools _ -> DATA_BOOL;
                    case Data.Events _ -> DATA_EVENTFD;
                };
    }
}
