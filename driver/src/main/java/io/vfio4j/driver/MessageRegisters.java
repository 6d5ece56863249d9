// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Accesses registers through the operations of the device. */
final class MessageRegisters extends DeviceRegisters {
    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final VfioDevice device;
    private final int region;
    private final MemorySegment word = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);

    MessageRegisters(VfioDevice device, int region) {
        this.device = device;
        this.region = region;
    }

    @Override
    public int u8(long offset) {
        return fetch(offset, 1).get(U8, 0) & 0xff;
    }

    @Override
    public int u16(long offset) {
        return fetch(offset, 2).get(U16, 0) & 0xffff;
    }

    @Override
    public int u32(long offset) {
        return fetch(offset, 4).get(U32, 0);
    }

    @Override
    public long u64(long offset) {
        return fetch(offset, 8).get(U64, 0);
    }

    @Override
    public void u8(long offset, int value) {
        word.set(U8, 0, (byte) value);
        store(offset, 1);
    }

    @Override
    public void u16(long offset, int value) {
        word.set(U16, 0, (short) value);
        store(offset, 2);
    }

    @Override
    public void u32(long offset, int value) {
        word.set(U32, 0, value);
        store(offset, 4);
    }

    @Override
    public void u64(long offset, long value) {
        word.set(U64, 0, value);
        store(offset, 8);
    }

    private MemorySegment fetch(long offset, int width) {
        requireWhole("read", offset, width, device.read(region, offset, word, 0, width));
        return word;
    }

    private void store(long offset, int width) {
        requireWhole("write", offset, width, device.write(region, offset, word, 0, width));
    }

    private void requireWhole(String operation, long offset, int width, int moved) {
        if (moved != width) {
            throw new VfioException(
                    device.name(),
                    "%s(%s, offset=0x%x)".formatted(operation, VfioPci.regionName(region), offset),
                    Errno.EIO,
                    "%d bytes instead of %d".formatted(moved, width));
        }
    }
}
