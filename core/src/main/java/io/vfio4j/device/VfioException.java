// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import org.jspecify.annotations.Nullable;

/** A VFIO operation that failed, with the errno that the kernel would return. */
public final class VfioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String target;
    private final String operation;
    private final Errno errno;
    private final String detail;

    /**
     * An operation that failed.
     *
     * @param target the device's {@link VfioDevice#name()}, or what else was operated on
     * @param operation what was tried, in the kernel's words: {@code VFIO_DEVICE_FEATURE(pasid, GET)}
     * @param errno why
     * @param detail what that means here, in a few words and without a full stop
     */
    public VfioException(String target, String operation, Errno errno, String detail) {
        this(target, operation, errno, detail, null);
    }

    /** As above, with the exception that caused it. */
    public VfioException(String target, String operation, Errno errno, String detail, @Nullable Throwable cause) {
        super("%s: %s: %s (%s)".formatted(target, operation, errno, detail), cause);
        this.target = target;
        this.operation = operation;
        this.errno = errno;
        this.detail = detail;
    }

    /** As above, explained by what the errno means in general. */
    public VfioException(String target, String operation, Errno errno) {
        this(target, operation, errno, errno.meaning());
    }

    public String target() {
        return target;
    }

    public String operation() {
        return operation;
    }

    public Errno errno() {
        return errno;
    }

    public String detail() {
        return detail;
    }
}
