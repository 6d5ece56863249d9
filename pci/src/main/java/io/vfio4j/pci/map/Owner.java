// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.map;

import io.vfio4j.pci.capability.Capability;

/** Names the owner of a byte of a configuration space. */
public sealed interface Owner {

    /** The header, 0x00 to 0x3f. */
    record Header() implements Owner {}

    /** A capability's structure. */
    record Structure(Capability capability) implements Owner {}

    /**
     * Possibly a capability's: the length of its structure is not known, and nothing else is known to begin here.
     *
     * @param capability the one with the unknown length that precedes the byte
     */
    record Reach(Capability capability) implements Owner {}

    /**
     * Not the function's: the extended space of one that has none (no capability that extends the space, all ones, or
     * the first 256 bytes again), or all behind the header of a function that does not answer.
     */
    record Absent() implements Owner {}

    /** No structure that the lists lead to. A device may still have registers here. */
    record Nobody() implements Owner {}
}
