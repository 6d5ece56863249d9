// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Runs in the guest: the kernel's vfio-pci and the project's {@link EmulatedDevice}, fed with the function's raw
 * registers, get the same accesses. What they show at first, every result, and the state after every write must be
 * equal.
 *
 * <pre>java lab.Differential SEED OPERATIONS TABLES FUNCTIONS SERVED</pre>
 *
 * <p>FUNCTIONS is a file with a name, an address as in sysfs and the name of a table of differences on each line;
 * TABLES is the folder of these tables, SERVED that of what is served, as NAME.served.
 */
final class Differential {
    private static final int PAST_THE_END = 32;
    private static final int LONGEST = 24;
    private static final int WINDOW = 64;
    private static final int ONE_RESET_IN = 100;

    private final KernelConfig kernel;
    private final EmulatedDevice model;
    private final int size;
    private final Random random;
    private final DifferenceLog log;
    private final int[] interesting;
    private final byte[] ours = new byte[4096 + 64];
    private final byte[] theirs = new byte[4096 + 64];
    private long compared;
    private int reads;
    private int writes;
    private int refused;
    private int resets;

    private Differential(KernelConfig kernel, EmulatedDevice model, long seed, ConfigOwner owner, DifferenceLog log) {
        this.kernel = kernel;
        this.model = model;
        this.size = (int) model.regionInfo(VfioPci.CONFIG_REGION).size();
        this.random = new Random(seed);
        this.log = log;
        this.interesting = owner.capabilities().stream()
                .mapToInt(capability -> capability.offset())
                .toArray();
    }

    public static void main(String[] arguments) throws IOException {
        long seed = Long.parseLong(arguments[0]);
        int operations = Integer.parseInt(arguments[1]);
        Path tables = Path.of(arguments[2]);
        Path served = Path.of(arguments[4]);
        for (String line : Files.readAllLines(Path.of(arguments[3]))) {
            String[] words = line.split(" ");
            try {
                Differences differences = Differences.read(tables.resolve(words[2] + ".txt"));
                differences.hiddenFrom(served.resolve(words[0] + ".served"));
                compare(words[0], new GuestFunction(words[1]), seed, operations, differences);
            } catch (IOException | RuntimeException e) {
                System.out.printf("LAB fail %s %s%n", words[0], e);
            }
        }
    }

    private static void compare(String name, GuestFunction function, long seed, int operations, Differences differences)
            throws IOException {
        function.bindToVfio();
        PciFunction hardware = function.model(differences.keepsStateInD3hot());
        ConfigOwner owner = new ConfigOwner(hardware.config());
        DifferenceLog log = new DifferenceLog(name, owner, differences);
        try (EmulatedDevice model = EmulatedDevice.open(hardware, EmulatedDeviceOptions.VFIO);
                KernelConfig kernel = new KernelConfig(function.address())) {
            Differential run = new Differential(kernel, model, seed, owner, log);
            run.atFirst();
            run.operations(operations);
        }
    }

    private void atFirst() {
        if (kernel.size() != size) {
            log.fail("the region has %d bytes, ours %d".formatted(kernel.size(), size));
        }
        state(0, Math.min(kernel.size(), size), "at first");
        log.report("first state: %d bytes".formatted(kernel.size()));
    }

    private void operations(int count) {
        compared = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(ONE_RESET_IN) == 0 && model.info().resettable()) {
                reset();
            } else {
                operation();
            }
            if (i % 128 == 127) {
                state(0, size, "after " + (i + 1) + " operations");
            }
        }
        state(0, size, "after all operations");
        log.report("%d random reads, %d writes and %d resets (%d refused by both), %d bytes of state"
                .formatted(reads, writes, resets, refused, compared));
    }

    private void operation() {
        int length = length();
        int offset = offset();
        boolean write = random.nextBoolean();
        byte[] value = new byte[length];
        String what;
        long expected;
        long actual;
        if (write) {
            fill(value);
            what = "after write %s at 0x%03x".formatted(DifferenceLog.hex(value), offset);
            expected = kernel.write(offset, value, length);
            actual = write(offset, value);
            writes++;
        } else {
            what = "read of %d at 0x%03x".formatted(length, offset);
            expected = kernel.read(offset, theirs, length);
            actual = read(offset, length);
            reads++;
        }
        if (expected != actual) {
            log.fail("%s: the kernel returns %d, ours %d".formatted(what, expected, actual));
        } else if (expected < 0) {
            refused++;
        } else if (!write) {
            log.compare(offset, theirs, ours, length, what);
        }
        if (write) {
            stateAround(offset, what);
        }
    }

    /** Through the device's file. Left out for a function that only its bus could reset: an emulated one has no bus. */
    private void reset() {
        long expected = kernel.reset();
        model.reset();
        resets++;
        if (expected != 0) {
            log.fail("VFIO_DEVICE_RESET: the kernel returns %d".formatted(expected));
        }
        state(0, size, "after VFIO_DEVICE_RESET");
    }

    /** A write may do anything to the first 256 bytes; further on, registers do not reach each other. */
    private void stateAround(int offset, String what) {
        state(0, ConfigSpace.CONVENTIONAL_SIZE, what);
        int first = Math.min(offset, size) - WINDOW / 2 & ~3;
        int end = Math.min(size, first + WINDOW);
        if (first >= ConfigSpace.CONVENTIONAL_SIZE - WINDOW && end > first) {
            state(first, end - first, what);
        }
    }

    /** Reads both and compares. */
    private void state(int offset, int length, String when) {
        long result = kernel.read(offset, theirs, length);
        if (result != length) {
            log.fail("reading %d bytes at 0x%03x %s: the kernel returns %d".formatted(length, offset, when, result));
            return;
        }
        read(offset, length);
        log.compare(offset, theirs, ours, length, when);
        compared += length;
    }

    private long read(int offset, int length) {
        try {
            return model.read(VfioPci.CONFIG_REGION, offset, MemorySegment.ofArray(ours), 0, length);
        } catch (VfioException e) {
            return -e.errno().number();
        }
    }

    private long write(int offset, byte[] value) {
        try {
            return model.write(VfioPci.CONFIG_REGION, offset, MemorySegment.ofArray(value), 0, value.length);
        } catch (VfioException e) {
            return -e.errno().number();
        }
    }

    private int length() {
        return random.nextInt(4) != 0 ? 1 << random.nextInt(4) : 1 + random.nextInt(LONGEST);
    }

    /** A third anywhere, a third in the header, a third in a capability. */
    private int offset() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(size + PAST_THE_END);
            case 1 -> random.nextInt(0x40);
            default ->
                interesting.length == 0
                        ? random.nextInt(0x100)
                        : interesting[random.nextInt(interesting.length)] + random.nextInt(0x20);
        };
    }

    private void fill(byte[] value) {
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(value, (byte) 0xff);
            case 1 -> Arrays.fill(value, (byte) 0);
            default -> random.nextBytes(value);
        }
    }
}
