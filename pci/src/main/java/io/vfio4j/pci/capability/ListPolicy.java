// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Decides how a walk goes along one capability list: which pointers it follows, which headers it believes, and when it
 * has enough. An object serves one walk: it may count hops or remember where it was.
 */
public interface ListPolicy {
    /** Returned by {@link #follow} to end the walk. */
    int END = 0;

    /**
     * Says where a pointer leads.
     *
     * @param from where the pointer is: in the header of the space, or in the list
     * @param pointer as it was read, 0 at the end of a well-formed list
     * @return the offset of a header, or {@link #END}
     */
    int follow(int from, int pointer);

    /**
     * Says whether a header is one; the walk ends where it is not.
     *
     * @param from where the pointer to it is
     * @param offset where it is
     * @param header as it was read: 16 bits of a standard capability, 32 of an extended one
     */
    boolean believes(int from, int offset, int header);
}
