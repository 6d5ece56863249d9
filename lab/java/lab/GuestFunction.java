// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A function of this machine in sysfs. */
record GuestFunction(String address) {
    private static final long IORESOURCE_IO = 0x100;
    private static final long IORESOURCE_PREFETCH = 0x2000;
    private static final long IORESOURCE_MEM_64 = 0x100000;

    /** Binds it to vfio-pci and to no other driver. */
    void bindToVfio() throws IOException {
        bindTo("vfio-pci");
    }

    /** Binds it to a driver that takes what it is given, and to no other. */
    void bindTo(String driver) throws IOException {
        write("driver_override", driver);
        if (Files.exists(path("driver"))) {
            write("driver/unbind", address);
        }
        Files.writeString(Path.of("/sys/bus/pci/drivers_probe"), address);
    }

    /** A model of its hardware as it is now. What its BARs and its PF are comes from sysfs. */
    PciFunction model(boolean keepsStateInD3hot) throws IOException {
        PciFunctionBuilder builder = PciFunction.builder(snapshot());
        if (keepsStateInD3hot) {
            builder.keepsStateInD3hot();
        }
        Path physical = path("physfn");
        if (Files.exists(physical)) {
            String address = physical.toRealPath().getFileName().toString();
            builder.virtualFunctionOf(new GuestFunction(address).model(keepsStateInD3hot));
        }
        return builder.build();
    }

    private DumpedFunction snapshot() throws IOException {
        ConfigSpace config = ConfigSpace.of(Files.readAllBytes(path("config")));
        return new DumpedFunction(PciAddress.parse(address), "guest " + address, config, bars());
    }

    private List<Bar> bars() throws IOException {
        List<Bar> bars = new ArrayList<>();
        List<String> lines = Files.readAllLines(path("resource"));
        for (int index = 0; index <= Bar.ROM_INDEX; index++) {
            String[] words = lines.get(index).split(" ");
            long start = Long.decode(words[0]);
            long end = Long.decode(words[1]);
            long flags = Long.decode(words[2]);
            if (end > start) {
                boolean prefetchable = (flags & IORESOURCE_PREFETCH) != 0;
                bars.add(new Bar(index, type(index, flags), prefetchable, start, end - start + 1));
            }
        }
        return bars;
    }

    private static Bar.Type type(int index, long flags) {
        if (index == Bar.ROM_INDEX) {
            return Bar.Type.ROM;
        }
        if ((flags & IORESOURCE_IO) != 0) {
            return Bar.Type.IO;
        }
        return (flags & IORESOURCE_MEM_64) != 0 ? Bar.Type.MEMORY_64 : Bar.Type.MEMORY_32;
    }

    private Path path(String file) {
        return Path.of("/sys/bus/pci/devices", address, file);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(path(file), text);
    }
}
