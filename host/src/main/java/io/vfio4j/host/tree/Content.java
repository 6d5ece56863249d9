// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

/**
 * Holds the outcome of reading a file.
 *
 * @param state whether it could be read
 * @param bytes what it has; none unless present
 */
@SuppressWarnings("ArrayRecordComponent") // read once and parsed, never compared
public record Content(State state, byte[] bytes) {
    static final Content ABSENT = new Content(State.ABSENT, new byte[0]);
    static final Content DENIED = new Content(State.DENIED, new byte[0]);

    /** Tells whether a file could be read. */
    public enum State {
        /** It could be. */
        PRESENT,
        /** There is none, or it is no file that can be read. */
        ABSENT,
        /** There is one, and this user may not read it. */
        DENIED
    }

    static Content of(byte[] bytes) {
        return new Content(State.PRESENT, bytes);
    }

    /** Tells whether the file could be read. */
    public boolean present() {
        return state == State.PRESENT;
    }
}
