// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import org.jspecify.annotations.Nullable;

/** Numbers the commands of the protocol; 14 was DIRTY_PAGES, which has gone. */
public enum WireCommand {
    VERSION(1),
    DMA_MAP(2),
    DMA_UNMAP(3),
    DEVICE_GET_INFO(4),
    DEVICE_GET_REGION_INFO(5),
    DEVICE_GET_REGION_IO_FDS(6),
    DEVICE_GET_IRQ_INFO(7),
    DEVICE_SET_IRQS(8),
    REGION_READ(9),
    REGION_WRITE(10),
    /** From server to client. */
    DMA_READ(11),
    /** From server to client. */
    DMA_WRITE(12),
    DEVICE_RESET(13),
    REGION_WRITE_MULTI(15),
    DEVICE_FEATURE(16),
    MIG_DATA_READ(17),
    MIG_DATA_WRITE(18);

    private static final @Nullable WireCommand[] BY_NUMBER = byNumber();

    private final int number;

    WireCommand(int number) {
        this.number = number;
    }

    /** Returns the command field of the header. */
    public int number() {
        return number;
    }

    /** Returns the command of a header, null for a number that the protocol does not have. */
    public static @Nullable WireCommand of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    /** Returns the protocol's name of the command: {@code VFIO_USER_REGION_READ}. */
    public String protocolName() {
        return "VFIO_USER_" + this;
    }

    /**
     * Makes the exception of an operation that failed in this command.
     *
     * @param target the device's name
     * @param detail in a few words and without a full stop
     */
    public VfioException failure(String target, Errno errno, String detail) {
        return new VfioException(target, protocolName(), errno, detail);
    }

    /** Describes a command for people: {@code VFIO_USER_REGION_READ}, or {@code command 99}. */
    public static String describe(int number) {
        WireCommand command = of(number);
        return command == null ? "command " + number : command.protocolName();
    }

    private static @Nullable WireCommand[] byNumber() {
        @Nullable WireCommand[] table = new @Nullable WireCommand[MIG_DATA_WRITE.number + 1];
        for (WireCommand command : values()) {
            table[command.number] = command;
        }
        return table;
    }
}
