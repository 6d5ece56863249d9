package io.vfio4j.kernel.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.kernel.tree.TreeBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedMemoryTest {
    @TempDir
    private Path root;

    @Test
    void shouldSayWhatIsPinnedAndWhatMayBe() {
        TreeBuilder tree = limit("8388608");
        tree.file("/proc/self/status", "Name:\tjava\nVmLck:\t      64 kB\nVmPin:\t    4096 kB\nVmHWM:\t 1 kB");

        assertThat(PinnedMemory.explain(tree.tree(), 16 << 20))
                .contains("16384 KiB", "4160 KiB", "8192 KiB", "RLIMIT_MEMLOCK", "ulimit -l");
    }

    @Test
    void shouldNotBlameALimitThatThereIsNot() {
        assertThat(PinnedMemory.explain(limit("unlimited").tree(), 4096)).contains("is not it");
    }

    @Test
    void shouldExplainNothingButWantOfMemory() {
        assertThat(PinnedMemory.explain(Errno.EINVAL, 4096)).isEmpty();
        assertThat(PinnedMemory.explain(Errno.ENOMEM, 4096)).contains("4 KiB");
    }

    private TreeBuilder limit(String bytes) {
        return new TreeBuilder(root)
                .file(
                        "/proc/self/limits",
                        "Limit                     Soft Limit           Hard Limit           Units     \n"
                                + "Max locked memory         %-20s %-20s bytes     ".formatted(bytes, bytes));
    }
}
