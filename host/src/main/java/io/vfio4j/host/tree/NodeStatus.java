// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.Locale;

/**
 * Holds owner and mode of a file or a device node.
 *
 * @param uid the owner's number
 * @param gid the group's number
 * @param mode the 12 bits of permissions
 * @param directory whether it is a folder, as a container's bind mount makes of a missing node
 */
public record NodeStatus(int uid, int gid, int mode, boolean directory) {

    /** Tells whether somebody may open it for reading and writing, when there is no access control list. */
    public boolean opensFor(Credentials who) {
        if (who.overridesPermissions()) {
            return true;
        }
        int shift = who.uid() == uid ? 6 : who.isMemberOf(gid) ? 3 : 0;
        return (mode >>> shift & 6) == 6;
    }

    /**
     * Tells whether an access control list, which is not seen here, may let somebody open it: the group's bits of a
     * node that has one are the list's mask (acl(5)), so without them it gives nothing.
     */
    public boolean mayHaveListFor(Credentials who) {
        return who.uid() != uid && (mode >>> 3 & 6) == 6;
    }

    /** Returns owner and mode in words: {@code mode 0600, uid 0, gid 0}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%smode %04o, uid %d, gid %d", directory ? "a folder, " : "", mode, uid, gid);
    }
}
