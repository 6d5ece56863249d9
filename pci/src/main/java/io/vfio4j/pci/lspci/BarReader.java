// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function's BARs, of the registers and of the Region lines. Where both tell, the line is right: it has the operating
 * system's view, and the registers of a VF read 0. A bridge's ROM is left out: its register is elsewhere.
 */
final class BarReader {
    private static final int FIRST_REGISTER = 0x10;
    private static final int ROM_REGISTER = 0x30;
    private static final int BARS = 6;
    private static final int BRIDGE_BARS = 2;

    private final ConfigSpace config;
    private final List<RegionLine> lines;
    private final List<RegionLine> found = new ArrayList<>();

    private BarReader(ConfigSpace config, List<RegionLine> lines) {
        this.config = config;
        this.lines = lines;
    }

    static List<Bar> read(ConfigSpace config, List<RegionLine> lines) {
        BarReader reader = new BarReader(config, lines);
        int headerType = config.u8(0x0e) & 0x7f;
        if (headerType == 0) {
            reader.readBars(BARS);
            reader.readRom();
        } else if (headerType == 1) {
            reader.readBars(BRIDGE_BARS);
        }
        return BarSizes.complete(config, reader.found);
    }

    private void readBars(int count) {
        int index = 0;
        while (index < count) {
            RegionLine region = merge(index, registerAt(index, count));
            if (region != null) {
                found.add(region);
            }
            index += region != null && region.type() == Bar.Type.MEMORY_64 ? 2 : 1;
        }
    }

    private void readRom() {
        int register = config.u32(ROM_REGISTER);
        int address = register & ~0x7ff;
        RegionLine rom = address == 0 || register == -1
                ? null
                : new RegionLine(Bar.ROM_INDEX, Bar.Type.ROM, false, Integer.toUnsignedLong(address), 0);
        RegionLine line = numbered(Bar.ROM_INDEX);
        if (line != null && (line.size() != 0 || line.address() != 0)) {
            rom = line;
        }
        if (rom != null) {
            found.add(rom);
        }
    }

    private @Nullable RegionLine registerAt(int index, int count) {
        int register = config.u32(FIRST_REGISTER + 4 * index);
        if (register == 0 || register == -1) {
            return null;
        }
        if ((register & 1) != 0) {
            return new RegionLine(index, Bar.Type.IO, false, Integer.toUnsignedLong(register & ~3), 0);
        }
        boolean prefetchable = (register & 8) != 0;
        long address = Integer.toUnsignedLong(register & ~0xf);
        if ((register & 6) != 4 || index + 1 == count) {
            return new RegionLine(index, Bar.Type.MEMORY_32, prefetchable, address, 0);
        }
        address |= (long) config.u32(FIRST_REGISTER + 4 * (index + 1)) << 32;
        return new RegionLine(index, Bar.Type.MEMORY_64, prefetchable, address, 0);
    }

    private @Nullable RegionLine merge(int index, @Nullable RegionLine register) {
        RegionLine line = numbered(index);
        if (line == null) {
            line = register == null ? null : unnumbered(register);
        }
        if (line == null) {
            return register;
        }
        if (line.type() == Bar.Type.MEMORY_64 && index == BARS - 1) {
            return register;
        }
        if (register == null) {
            return line.size() == 0 ? null : line;
        }
        long address = line.address() == 0 ? register.address() : line.address();
        return new RegionLine(index, line.type(), line.prefetchable(), address, line.size());
    }

    private @Nullable RegionLine numbered(int index) {
        for (RegionLine line : lines) {
            if (line.index() == index) {
                return line;
            }
        }
        return null;
    }

    private @Nullable RegionLine unnumbered(RegionLine register) {
        for (RegionLine line : lines) {
            if (line.index() == RegionLine.UNNUMBERED
                    && line.type() == register.type()
                    && line.address() == register.address()) {
                return line;
            }
        }
        return null;
    }
}
