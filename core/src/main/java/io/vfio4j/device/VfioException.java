// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import org.jspecify.annotations.Nullable;

/** Reports a VFIO operation that failed, with the errno that the kernel would return. Immutable. */
public final class VfioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String target;
    private final String operation;
    private final Errno errno;
    private final String detail;

    /**
     * Constructs the failure of an operation.
     *
     * @param target the device's {@link VfioDevice#name()}, or what else was operated on
     * @param operation what was tried, in the kernel's words: {@code VFIO_DEVICE_FEATURE(pasid, GET)}
     * @param errno why
     * @param detail what that means here, in a few words and without a full stop
     */
    public VfioException(String target, String operation, Errno errno, String detail) {
        this(target, operation, errno, detail, null);
    }

    /**
     * Constructs the failure of an operation, with the exception that caused it.
     *
     * @param target the device's {@link VfioDevice#name()}, or what else was operated on
     * @param operation what was tried, in the kernel's words
     * @param errno why
     * @param detail what that means here, in a few words and without a full stop
     * @param cause null for none
     */
    public VfioException(String target, String operation, Errno errno, String detail, @Nullable Throwable cause) {
        super("%s: %s: %s (%s)".formatted(target, operation, errno, detail), cause);
        this.target = target;
        this.operation = operation;
        this.errno = errno;
        this.detail = detail;
    }

    /**
     * Constructs the failure of an operation, explained by what the errno means in general.
     *
     * @param target the device's {@link VfioDevice#name()}, or what else was operated on
     * @param operation what was tried, in the kernel's words
     * @param errno why
     */
    public VfioException(String target, String operation, Errno errno) {
        this(target, operation, errno, errno.meaning());
    }

    /** Returns the device's {@link VfioDevice#name()}, or what else was operated on. */
    public String target() {
        return target;
    }

    /** Returns what was tried, in the kernel's words: {@code VFIO_DEVICE_FEATURE(11, GET)}. */
    public String operation() {
        return operation;
    }

    /** Returns the errno that the kernel would return. */
    public Errno errno() {
        return errno;
    }

    /** Returns what the errno means here, in a few words and without a full stop. */
    public String detail() {
        return detail;
    }

    /**
     * Tells whether the device itself is gone, so that no other operation will succeed either: its server has closed
     * the connection (ECONNRESET), the connection has ended before (ESHUTDOWN), or nothing answers (ETIMEDOUT).
     */
    public boolean deviceGone() {
        return errno == Errno.ECONNRESET || errno == Errno.ESHUTDOWN || errno == Errno.ETIMEDOUT;
    }
}
