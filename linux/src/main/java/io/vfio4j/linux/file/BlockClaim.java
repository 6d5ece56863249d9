// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.device.Errno;
import io.vfio4j.linux.call.DeviceCalls;
import io.vfio4j.linux.call.FileCalls;
import java.lang.foreign.Arena;

/** Tells whether a block device is somebody's alone, as that of a mounted file system is. */
public final class BlockClaim {
    private BlockClaim() {}

    /**
     * Opens a block device with O_EXCL, which the kernel refuses with EBUSY when it or a partition of it is claimed, or
     * it is a partition of a disk that is (open(2); bd_may_claim in {@code block/bdev.c}). It is closed at once: for
     * that moment nobody else can claim it. With O_NONBLOCK no tray is drawn in and no medium is needed.
     *
     * @return false also when it cannot be opened for another reason
     */
    public static boolean held(String path) {
        int flags = DeviceCalls.O_RDONLY | DeviceCalls.O_EXCL | DeviceCalls.O_NONBLOCK | DeviceCalls.O_CLOEXEC;
        try (Arena arena = Arena.ofConfined()) {
            int result = DeviceCalls.open(arena.allocateFrom(path), flags);
            if (result >= 0) {
                FileCalls.close(result);
            }
            return result == -Errno.EBUSY.number();
        }
    }
}
