package io.vfio4j.user;

/** A peer that does not keep to the protocol in a way that leaves no message boundary to go on from. */
final class BrokenStreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenStreamException(String message) {
        super(message);
    }
}
