// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Answers as an expansion ROM: its image, then all ones as an erased part reads. Writes are dropped. */
final class RomImage implements BarContents {
    private final MemorySegment image;

    RomImage(byte[] image) {
        this.image = MemorySegment.ofArray(image.clone());
    }

    @Override
    public void read(long offset, MemorySegment target, long at, int length) {
        int fromImage = Math.clamp(image.byteSize() - offset, 0, length);
        if (fromImage > 0) {
            MemorySegment.copy(image, offset, target, at, fromImage);
        }
        for (long beyond = at + fromImage; beyond < at + length; beyond++) {
            target.set(ValueLayout.JAVA_BYTE, beyond, (byte) 0xff);
        }
    }

    @Override
    public void write(long offset, MemorySegment source, long at, int length) {}

    @Override
    public boolean plainMemory() {
        return true;
    }
}
