// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import io.vfio4j.device.Errno;

/**
 * Refuses a message that is not what its command says it is.
 *
 * <p>The receiver names the peer: a server answers with {@link #errno()}, a client raises a
 * {@link io.vfio4j.device.VfioException} with its own target.
 */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    public MalformedMessageException(Errno errno, String message) {
        super(message);
        this.errno = errno;
    }

    /** Refuses with EINVAL. */
    public MalformedMessageException(String message) {
        this(Errno.EINVAL, message);
    }

    public Errno errno() {
        return errno;
    }

    /**
     * Checks that a payload has room for a structure.
     *
     * @throws MalformedMessageException EINVAL when it does not
     */
    static void requireLength(String what, long length, long needed) {
        if (length < needed) {
            throw new MalformedMessageException("%s of %d bytes, needs %d".formatted(what, length, needed));
        }
    }

    /**
     * Checks the {@code argsz} field of a structure, unsigned.
     *
     * @throws MalformedMessageException EINVAL when it is smaller than the structure
     */
    static void requireArgsz(String what, int argsz, long needed) {
        if (Integer.toUnsignedLong(argsz) < needed) {
            throw new MalformedMessageException(
                    "%s with argsz %s, needs %d".formatted(what, Integer.toUnsignedString(argsz), needed));
        }
    }
}
