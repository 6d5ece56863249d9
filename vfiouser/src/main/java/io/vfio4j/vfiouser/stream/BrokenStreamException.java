// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

/** Reports a peer that breaks the protocol so that no message boundary is left to go on from. */
public final class BrokenStreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenStreamException(String message) {
        super(message);
    }
}
