// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static io.vfio4j.abi.HostOrder.putU32;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.linux.file.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Makes the request VFIO_DEVICE_FEATURE; see {@link FeatureFlags} for its structure. */
public final class DeviceFeatures {
    private DeviceFeatures() {}

    /**
     * Asks for a feature, as {@link io.vfio4j.device.VfioDevice#feature} does. A GET fills all of {@code data}, as the
     * kernel does not tell how much; some GETs read it first, and some SETs write to it, such as MIG_DEVICE_STATE,
     * which puts a descriptor there that is the caller's to close.
     */
    public static int request(IoctlFile device, int flags, MemorySegment data) {
        boolean get = (flags & FeatureFlags.GET) != 0 && (flags & FeatureFlags.PROBE) == 0;
        boolean set = (flags & FeatureFlags.SET) != 0 && (flags & FeatureFlags.PROBE) == 0;
        int size = Math.toIntExact(FeatureFlags.HEADER_SIZE + data.byteSize());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(size, Long.BYTES);
            putU32(request, DeviceAbi.ARGSZ, size);
            putU32(request, DeviceAbi.FLAGS, flags);
            if (get || set) {
                MemorySegment.copy(data, 0, request, FeatureFlags.HEADER_SIZE, data.byteSize());
            }
            int result = device.call(Request.VFIO_DEVICE_FEATURE, FeatureFlags.describe(flags), request);
            if (result > 0) {
                FileDescriptor.own(result, device.target()).close();
                throw new VfioException(
                        device.target(),
                        FeatureFlags.describe(flags),
                        Errno.EOPNOTSUPP,
                        "this feature answers with a descriptor, which was closed");
            }
            if ((get || set) && !data.isReadOnly()) {
                MemorySegment.copy(request, FeatureFlags.HEADER_SIZE, data, 0, data.byteSize());
            }
            return get ? (int) data.byteSize() : 0;
        }
    }
}
