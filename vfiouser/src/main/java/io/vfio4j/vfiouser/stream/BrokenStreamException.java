// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

/** A peer that does not keep to the protocol in a way that leaves no message boundary to go on from. */
public final class BrokenStreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenStreamException(String message) {
        super(message);
    }
}
