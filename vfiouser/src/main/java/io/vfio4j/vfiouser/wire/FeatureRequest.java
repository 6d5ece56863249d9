// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;

import java.lang.foreign.MemorySegment;

/**
 * Holds the head of the payload of DEVICE_FEATURE, command and reply: {@code struct vfio_device_feature}.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   command: bytes that a reply may have; reply to a GET: bytes that it has
 *    flags             4     4   see {@link io.vfio4j.device.FeatureFlags}
 *    data              8         of the feature
 * </pre>
 *
 * The reply to SET and PROBE repeats the command.
 *
 * @param argsz unsigned
 * @param flags index, GET, SET and PROBE
 */
public record FeatureRequest(int argsz, int flags) {
    /** Bytes before the data. */
    public static final int SIZE = 8;

    /**
     * Reads what is before the data.
     *
     * @throws MalformedMessageException EINVAL when payload or argsz is too small
     */
    public static FeatureRequest decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("device feature", length, SIZE);
        int argsz = u32(segment, at);
        MalformedMessageException.requireArgsz("device feature", argsz, SIZE);
        return new FeatureRequest(argsz, u32(segment, at + 4));
    }

    /** Writes what is before the data, {@link #SIZE} bytes. */
    public void encode(MemorySegment segment, long at) {
        putU32(segment, at, argsz);
        putU32(segment, at + 4, flags);
    }
}
