// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * {@code vfio_device_feature.flags} of {@code linux/vfio.h}.
 *
 * <pre>
 *  struct vfio_device_feature          offset  size
 *    u32 argsz                              0     4   header and data together
 *    u32 flags                              4     4   index | GET | SET | PROBE
 *    u8  data[]                             8
 * </pre>
 */
public final class FeatureFlags {
    /** VFIO_DEVICE_FEATURE_MASK: the feature's index. */
    public static final int INDEX_MASK = 0xffff;
    /** VFIO_DEVICE_FEATURE_GET. */
    public static final int GET = 1 << 16;
    /** VFIO_DEVICE_FEATURE_SET. */
    public static final int SET = 1 << 17;
    /** VFIO_DEVICE_FEATURE_PROBE. */
    public static final int PROBE = 1 << 18;
    /** Bytes before the data. */
    public static final int HEADER_SIZE = 8;

    private FeatureFlags() {}

    /** Returns the feature's index. */
    public static int index(int flags) {
        return flags & INDEX_MASK;
    }

    /**
     * Checks what vfio_ioctl_device_feature() checks before it looks at the index (drivers/vfio/vfio_main.c).
     *
     * @throws VfioException EINVAL for an unknown flag, or GET and SET together without PROBE
     */
    public static void checkWellFormed(String target, int flags) {
        boolean unknown = (flags & ~(INDEX_MASK | GET | SET | PROBE)) != 0;
        boolean both = (flags & PROBE) == 0 && (flags & (GET | SET)) == (GET | SET);
        if (unknown || both) {
            throw invalid(target, flags, unknown ? "unknown flag" : "GET and SET exclude each other");
        }
    }

    /**
     * Checks an operation as the kernel's vfio_check_feature() does (include/linux/vfio.h).
     *
     * @param flags as requested
     * @param available bytes of data in the request
     * @param supported {@link #GET}, {@link #SET} or both
     * @param needed bytes of data that the feature has
     * @return whether the operation is to be carried out; false for a PROBE, which has succeeded then
     * @throws VfioException EINVAL for an operation that is not supported, none at all, or too little data
     */
    public static boolean check(String target, int flags, long available, int supported, long needed) {
        if ((flags & (GET | SET) & ~supported) != 0) {
            throw invalid(target, flags, "the feature does not have this operation");
        }
        if ((flags & PROBE) != 0) {
            return false;
        }
        if ((flags & (GET | SET)) == 0) {
            throw invalid(target, flags, "neither GET, SET nor PROBE");
        }
        if (available < needed) {
            throw invalid(target, flags, "%d bytes of data, needs %d".formatted(available, needed));
        }
        return true;
    }

    /** Describes a request in words: {@code VFIO_DEVICE_FEATURE(11, PROBE|GET)}. */
    public static String describe(int flags) {
        StringBuilder operations = new StringBuilder();
        append(operations, flags, PROBE, "PROBE");
        append(operations, flags, GET, "GET");
        append(operations, flags, SET, "SET");
        return "VFIO_DEVICE_FEATURE(%d, %s)".formatted(index(flags), operations.isEmpty() ? "none" : operations);
    }

    private static void append(StringBuilder text, int flags, int flag, String name) {
        if ((flags & flag) != 0) {
            text.append(text.isEmpty() ? "" : "|").append(name);
        }
    }

    /**
     * Makes the exception of a request that failed.
     *
     * @param target the device's name
     * @param flags as requested
     * @param errno why
     * @param detail in a few words and without a full stop
     */
    public static VfioException failure(String target, int flags, Errno errno, String detail) {
        return new VfioException(target, describe(flags), errno, detail);
    }

    private static VfioException invalid(String target, int flags, String why) {
        return failure(target, flags, Errno.EINVAL, why);
    }
}
