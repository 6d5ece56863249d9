// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.registers.RegisterFile;
import io.vfio4j.pci.Registers;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Implements the bus of one function. It keeps Bus Master Enable at hand, so that a memory access need not decode
 * registers.
 */
final class FunctionBus implements Bus {
    private static final System.Logger LOGGER = System.getLogger("io.vfio4j.emulation");
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ThreadLocal<MemorySegment> WORD =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Long.BYTES, Long.BYTES));

    private final String target;
    private final RegisterFile registers;
    private final AtomicReference<RootComplex> rootComplex = new AtomicReference<>(RootComplex.NONE);
    private final List<FunctionListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean busMaster;

    /**
     * Makes the bus of a function.
     *
     * @param target how exceptions name the function
     * @param registers its configuration registers
     */
    FunctionBus(String target, RegisterFile registers) {
        this.target = target;
        this.registers = registers;
        this.busMaster = masterEnabled();
    }

    @Override
    public boolean interrupt(int vector) {
        return rootComplex.get().interrupt(vector);
    }

    @Override
    public void readMemory(long iova, MemorySegment destination, long at, long length) {
        requireBusMaster("DMA read");
        rootComplex.get().readMemory(iova, destination, at, length);
    }

    @Override
    public void writeMemory(long iova, MemorySegment source, long at, long length) {
        requireBusMaster("DMA write");
        rootComplex.get().writeMemory(iova, source, at, length);
    }

    @Override
    public int readInt(long iova) {
        MemorySegment word = WORD.get();
        readMemory(iova, word, 0, Integer.BYTES);
        return word.get(U32, 0);
    }

    @Override
    public long readLong(long iova) {
        MemorySegment word = WORD.get();
        readMemory(iova, word, 0, Long.BYTES);
        return word.get(U64, 0);
    }

    @Override
    public void writeInt(long iova, int value) {
        MemorySegment word = WORD.get();
        word.set(U32, 0, value);
        writeMemory(iova, word, 0, Integer.BYTES);
    }

    @Override
    public void writeLong(long iova, long value) {
        MemorySegment word = WORD.get();
        word.set(U64, 0, value);
        writeMemory(iova, word, 0, Long.BYTES);
    }

    @Override
    public boolean busMaster() {
        return busMaster;
    }

    @Override
    public int readConfig(int offset, int width) {
        return registers.get(offset, width);
    }

    @Override
    public void listen(FunctionListener listener) {
        listeners.add(listener);
    }

    /** Follows the command register after what may have changed it. */
    void commandChanged() {
        boolean enabled = masterEnabled();
        if (enabled != busMaster) {
            busMaster = enabled;
            tell("a change of bus mastering", listener -> listener.busMasterChanged(enabled));
        }
    }

    /** Tells the listeners of a reset of the registers. */
    void wasReset() {
        commandChanged();
        tell("a reset", FunctionListener::reset);
    }

    /** Puts a root complex in the place of the one before. */
    void connect(RootComplex to) {
        if (!rootComplex.getAndSet(to).equals(RootComplex.NONE)) {
            tell("a disconnection", FunctionListener::disconnected);
        }
        tell("a connection", FunctionListener::connected);
    }

    /** Takes a root complex away, unless another has its place already. */
    void disconnect(RootComplex from) {
        if (rootComplex.compareAndSet(from, RootComplex.NONE)) {
            tell("a disconnection", FunctionListener::disconnected);
        }
    }

    /** Tells everybody: what has happened has happened, whatever somebody's code makes of it. */
    private void tell(String event, Consumer<FunctionListener> call) {
        for (FunctionListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | Error failure) {
                LOGGER.log(
                        Level.ERROR,
                        () -> "%s: %s failed to follow %s"
                                .formatted(target, listener.getClass().getName(), event),
                        failure);
            }
        }
    }

    private boolean masterEnabled() {
        return (registers.get(Registers.COMMAND) & Registers.COMMAND_MASTER) != 0;
    }

    private void requireBusMaster(String operation) {
        if (!busMaster) {
            throw new VfioException(target, operation, Errno.EFAULT, "bus mastering is not enabled");
        }
    }
}
