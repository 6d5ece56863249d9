// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.Content;
import io.vfio4j.host.tree.SystemTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Holds the kernel's build options. */
public final class KernelConfiguration {
    private static final int COMPRESSED_LIMIT = 1 << 20;
    private static final int LIMIT = 4 << 20;

    private final String source;
    private final Map<String, String> options;

    private KernelConfiguration(String source, Map<String, String> options) {
        this.source = source;
        this.options = options;
    }

    /** Reads {@code /proc/config.gz} or the file that the distribution put beside the kernel's image. */
    public static Optional<KernelConfiguration> of(SystemTree tree) {
        Content compressed = tree.content("/proc/config.gz", COMPRESSED_LIMIT);
        if (compressed.present()) {
            Optional<KernelConfiguration> running = inflate(compressed.bytes());
            if (running.isPresent()) {
                return running;
            }
        }
        String release = tree.text("/proc/sys/kernel/osrelease").orElse("");
        if (release.isEmpty() || release.indexOf('/') >= 0) {
            return Optional.empty();
        }
        for (String path : List.of(
                "/boot/config-" + release,
                "/lib/modules/" + release + "/config",
                "/usr/lib/modules/" + release + "/config")) {
            Content content = tree.content(path, LIMIT);
            if (content.present()) {
                return Optional.of(parse(path, content.bytes()));
            }
        }
        return Optional.empty();
    }

    /** Returns the file that it was read from. */
    public String source() {
        return source;
    }

    /** Tells whether an option, named without {@code CONFIG_}, is built in or a module. */
    public boolean has(String option) {
        String value = options.get("CONFIG_" + option);
        return "y".equals(value) || "m".equals(value);
    }

    private static Optional<KernelConfiguration> inflate(byte[] compressed) {
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return Optional.of(parse("/proc/config.gz", text.readNBytes(LIMIT)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static KernelConfiguration parse(String source, byte[] text) {
        return new KernelConfiguration(source, KeyValues.parse(new String(text, StandardCharsets.UTF_8)));
    }
}
