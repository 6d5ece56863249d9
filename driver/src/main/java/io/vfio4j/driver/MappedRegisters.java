// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.RegionCapability.Area;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Accesses registers as memory: volatile, so that the compiler neither merges, drops nor reorders an access, and the
 * processor keeps the order too. What lies outside of the areas that may be mapped goes through the device.
 */
final class MappedRegisters extends DeviceRegisters {
    private static final VarHandle U8 = handle(ValueLayout.JAVA_BYTE);
    private static final VarHandle U16 = handle(ValueLayout.JAVA_SHORT);
    private static final VarHandle U32 = handle(ValueLayout.JAVA_INT);
    private static final VarHandle U64 = handle(ValueLayout.JAVA_LONG);

    private final MemorySegment memory;
    private final long[] starts;
    private final long[] ends;
    private final DeviceRegisters others;

    /**
     * Accesses the registers of a mapped region.
     *
     * @param memory from the region's first byte on
     * @param areas the parts of it that may be accessed
     * @param others accesses the parts that may not
     */
    MappedRegisters(MemorySegment memory, List<Area> areas, DeviceRegisters others) {
        this.memory = memory;
        this.starts = areas.stream().mapToLong(Area::offset).toArray();
        this.ends =
                areas.stream().mapToLong(area -> area.offset() + area.size()).toArray();
        this.others = others;
    }

    private static VarHandle handle(ValueLayout layout) {
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();
    }

    @Override
    public int u8(long offset) {
        return mapped(offset, 1) ? (byte) U8.getVolatile(memory, offset) & 0xff : others.u8(offset);
    }

    @Override
    public int u16(long offset) {
        return mapped(offset, 2) ? (short) U16.getVolatile(memory, offset) & 0xffff : others.u16(offset);
    }

    @Override
    public int u32(long offset) {
        return mapped(offset, 4) ? (int) U32.getVolatile(memory, offset) : others.u32(offset);
    }

    @Override
    public long u64(long offset) {
        return mapped(offset, 8) ? (long) U64.getVolatile(memory, offset) : others.u64(offset);
    }

    @Override
    public void u8(long offset, int value) {
        if (mapped(offset, 1)) {
            U8.setVolatile(memory, offset, (byte) value);
        } else {
            others.u8(offset, value);
        }
    }

    @Override
    public void u16(long offset, int value) {
        if (mapped(offset, 2)) {
            U16.setVolatile(memory, offset, (short) value);
        } else {
            others.u16(offset, value);
        }
    }

    @Override
    public void u32(long offset, int value) {
        if (mapped(offset, 4)) {
            U32.setVolatile(memory, offset, value);
        } else {
            others.u32(offset, value);
        }
    }

    @Override
    public void u64(long offset, long value) {
        if (mapped(offset, 8)) {
            U64.setVolatile(memory, offset, value);
        } else {
            others.u64(offset, value);
        }
    }

    private boolean mapped(long offset, int width) {
        for (int area = 0; area < starts.length; area++) {
            if (offset >= starts[area] && offset <= ends[area] - width) {
                return true;
            }
        }
        return false;
    }
}
