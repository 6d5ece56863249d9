// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.tree.Content;
import io.vfio4j.host.tree.SystemTree;
import java.nio.charset.StandardCharsets;

/**
 * A table of {@code /proc} of which no line may be missed: a host of containers has thousands of mounts.
 *
 * @param text its lines; none when it cannot be read
 * @param whole whether that is all of it
 */
record WholeText(String text, boolean whole) {
    private static final int LIMIT = 64 << 20;

    static WholeText of(SystemTree tree, String path) {
        Content content = tree.content(path, LIMIT);
        return new WholeText(new String(content.bytes(), StandardCharsets.UTF_8), content.bytes().length < LIMIT);
    }
}
