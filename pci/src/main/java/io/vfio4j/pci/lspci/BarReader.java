// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.BarValue;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a function's BARs from its registers and from the Region lines. Where both tell, the line is right: it has the
 * operating system's view, and the registers of a VF read 0. A bridge's ROM is left out: its register is elsewhere.
 */
final class BarReader {
    private final ConfigSpace config;
    private final List<RegionLine> lines;
    private final List<RegionLine> found = new ArrayList<>();

    private BarReader(ConfigSpace config, List<RegionLine> lines) {
        this.config = config;
        this.lines = lines;
    }

    static List<Bar> read(ConfigSpace config, List<RegionLine> lines) {
        BarReader reader = new BarReader(config, lines);
        int headerType = config.headerType();
        if (headerType == Registers.HEADER_TYPE_NORMAL) {
            reader.readBars(Registers.BARS);
            reader.readRom();
        } else if (headerType == Registers.HEADER_TYPE_BRIDGE) {
            reader.readBars(Registers.BRIDGE_BARS);
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
        int register = config.u32(Registers.ROM_ADDRESS);
        long address = register & Bar.Type.ROM.addressMask();
        RegionLine rom =
                address == 0 || register == -1 ? null : new RegionLine(Bar.ROM_INDEX, Bar.Type.ROM, false, address, 0);
        RegionLine line = numbered(Bar.ROM_INDEX);
        if (line != null && (line.size() != 0 || line.address() != 0)) {
            rom = line;
        }
        if (rom != null) {
            found.add(rom);
        }
    }

    private @Nullable RegionLine registerAt(int index, int count) {
        int register = config.u32(Registers.BAR_0 + 4 * index);
        if (register == 0 || register == -1) {
            return null;
        }
        BarValue value = BarValue.decode(config, Registers.BAR_0, index, count);
        return new RegionLine(index, value.type(), value.prefetchable(), value.address(), 0);
    }

    private @Nullable RegionLine merge(int index, @Nullable RegionLine register) {
        RegionLine line = numbered(index);
        if (line == null) {
            line = register == null ? null : unnumbered(register);
        }
        if (line == null) {
            return register;
        }
        if (line.type() == Bar.Type.MEMORY_64 && index == Registers.BARS - 1) {
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
