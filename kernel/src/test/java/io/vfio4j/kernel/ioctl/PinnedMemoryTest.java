// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.testing.TreeBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedMemoryTest {
    private static final String NOBODY = "CapEff:\t0000000000000000\n";
    private static final String ROOT = "CapEff:\t000001ffffffffff\n";
    private static final String PINNED = "VmLck:\t      64 kB\nVmPin:\t    4096 kB\nVmHWM:\t 1 kB\n";

    @TempDir
    private Path root;

    @Test
    void shouldCountWhatTheProcessHasLockedOnce() {
        TreeBuilder tree = limit("8388608").file("/proc/self/status", NOBODY + PINNED);

        assertThat(PinnedMemory.OF_PROCESS.explain(tree.tree(), 16 << 20))
                .isEqualTo("pinning 16384 KiB beside 64 KiB that are locked; this process may pin 8192 KiB"
                        + " (RLIMIT_MEMLOCK: ulimit -l, or LimitMEMLOCK= of the service)");
    }

    @Test
    void shouldSayThatAllProcessesOfTheUserCount() {
        TreeBuilder tree = limit("8388608").file("/proc/self/status", NOBODY + PINNED);

        assertThat(PinnedMemory.OF_USER.explain(tree.tree(), 16 << 20))
                .contains("16384 KiB", "4096 KiB of this process", "the user's other processes", "8192 KiB");
    }

    @Test
    void shouldNotBlameALimitThatThereIsNot() {
        TreeBuilder tree = limit("unlimited").file("/proc/self/status", NOBODY + PINNED);

        assertThat(PinnedMemory.OF_USER.explain(tree.tree(), 4096)).contains("no limit of locked memory is set");
    }

    @Test
    void shouldNotBlameALimitThatTheUserIsAbove() {
        TreeBuilder tree = limit("8388608").file("/proc/self/status", ROOT + PINNED);

        assertThat(PinnedMemory.OF_USER.explain(tree.tree(), 4096))
                .contains("CAP_IPC_LOCK", "does not count")
                .doesNotContain("8192", "ulimit");
    }

    @Test
    void shouldBlameTheLimitInAUserNamespaceWhoseCapabilitiesDoNotLiftIt() {
        TreeBuilder tree = limit("8388608")
                .file("/proc/self/status", ROOT + PINNED)
                .file("/proc/self/uid_map", "         0       1000          1\n");

        assertThat(PinnedMemory.OF_USER.explain(tree.tree(), 4096)).contains("may pin 8192 KiB");
    }

    @Test
    void shouldKnowTheUsersOfTheHost() {
        TreeBuilder tree = limit("8388608")
                .file("/proc/self/status", ROOT + PINNED)
                .file("/proc/self/uid_map", "         0          0 4294967295\n");

        assertThat(PinnedMemory.OF_USER.explain(tree.tree(), 4096)).contains("CAP_IPC_LOCK");
    }

    @Test
    void shouldNotInventASize() {
        TreeBuilder tree = limit("8388608").file("/proc/self/status", NOBODY + PINNED);

        assertThat(PinnedMemory.OF_PROCESS.explain(tree.tree(), PinnedMemory.UNKNOWN_SIZE))
                .startsWith("pinning what is mapped beside 64 KiB");
    }

    private TreeBuilder limit(String bytes) {
        return new TreeBuilder(root)
                .file(
                        "/proc/self/limits",
                        "Limit                     Soft Limit           Hard Limit           Units     \n"
                                + "Max locked memory         %-20s %-20s bytes     ".formatted(bytes, bytes));
    }
}
