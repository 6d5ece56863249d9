// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says who asks: user, groups and capabilities of the process that read the tree.
 *
 * @param uid effective user
 * @param gids effective and supplementary groups
 * @param capabilities effective capabilities, bits of {@code linux/capability.h}; none in a user namespace, where they
 *     neither open the host's nodes nor lift a limit (capable(), not ns_capable(), is what the kernel asks there)
 */
public record Credentials(int uid, List<Integer> gids, long capabilities) {
    /** The text of {@code /proc/self/uid_map} outside of user namespaces. */
    private static final Pattern ALL_USERS = Pattern.compile("0\\s+0\\s+4294967295");

    private static final long CAP_DAC_OVERRIDE = 1L << 1;
    private static final long CAP_IPC_LOCK = 1L << 14;

    /** Copies the list of groups. */
    public Credentials {
        gids = List.copyOf(gids);
    }

    /** Reads {@code /proc/self/status}; without it, nobody with no rights. */
    public static Credentials of(SystemTree tree) {
        int uid = 65534;
        long capabilities = 0;
        List<Integer> gids = new ArrayList<>();
        for (String line : tree.text("/proc/self/status").orElse("").split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String[] values = line.substring(colon + 1).strip().split("\\s+", -1);
            switch (line.substring(0, colon)) {
                case "Uid" ->
                    uid = Numbers.decimal(values[Math.min(1, values.length - 1)])
                            .orElse(uid);
                case "Gid" ->
                    Numbers.decimal(values[Math.min(1, values.length - 1)]).ifPresent(gids::add);
                case "Groups" ->
                    Arrays.stream(values).forEach(v -> Numbers.decimal(v).ifPresent(gids::add));
                case "CapEff" -> capabilities = Numbers.hexadecimal(values[0]).orElse(0L);
                default -> {}
            }
        }
        return new Credentials(uid, gids, inUserNamespace(tree) ? 0 : capabilities);
    }

    private static boolean inUserNamespace(SystemTree tree) {
        return tree.text("/proc/self/uid_map")
                .filter(map -> !ALL_USERS.matcher(map).matches())
                .isPresent();
    }

    /** Tells whether it has CAP_DAC_OVERRIDE: modes do not matter. */
    boolean overridesPermissions() {
        return (capabilities & CAP_DAC_OVERRIDE) != 0;
    }

    /** Tells whether it has CAP_IPC_LOCK: RLIMIT_MEMLOCK does not matter. */
    public boolean locksMemoryFreely() {
        return (capabilities & CAP_IPC_LOCK) != 0;
    }

    /** Tells whether it is a member of a group. */
    boolean isMemberOf(int gid) {
        return gids.contains(gid);
    }
}
