// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.host.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldFollowLinksInsideTheTree() {
        SystemTree tree = new TreeBuilder(folder)
                .file("/sys/devices/a/name", "found")
                .link("/sys/class/a", "/sys/devices/a")
                .tree();

        assertThat(tree.text("/sys/class/a/name")).contains("found");
        assertThat(tree.link("/sys/class/a")).contains("../devices/a");
        assertThat(tree.linkName("/sys/class/a")).contains("a");
    }

    @Test
    void shouldAskTheKernelWhatThisProcessMayOpenOnThisMachineOnly() {
        SystemTree machine = SystemTree.of(SystemTree.THIS_MACHINE);

        assertThat(machine.opens("/dev/null")).contains(true);
        assertThat(machine.opens("/dev/no-such-node")).contains(false);
        assertThat(new TreeBuilder(folder).node("/dev/null", "rw-rw-rw-").tree().opens("/dev/null"))
                .isEmpty();
    }

    @Test
    void shouldNotFollowLinksOutOfTheTree(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret"), "secret");
        SystemTree tree = new TreeBuilder(folder)
                .rawLink("/sys/absolute", outside.toString())
                .rawLink("/sys/file", outside.resolve("secret").toString())
                .tree();

        assertThat(tree.text("/sys/file")).isEmpty();
        assertThat(tree.text("/sys/absolute/secret")).isEmpty();
        assertThat(tree.list("/sys/absolute")).isEmpty();
        assertThat(tree.status("/sys/absolute/secret")).isEmpty();
        assertThatThrownBy(() -> tree.write("/sys/absolute/secret", "x")).isInstanceOf(IOException.class);
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void shouldNotClimbOutOfTheTree() {
        SystemTree tree = new TreeBuilder(folder.resolve("tree"))
                .file("/proc/version", "1")
                .tree();

        assertThat(tree.exists("/../..")).isFalse();
        assertThat(tree.text("/proc/../../../etc/passwd")).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatIsBeyondTheLimit() {
        SystemTree tree =
                new TreeBuilder(folder).file("/long", "x".repeat(10_000)).tree();

        assertThat(tree.content("/long", 5_000).bytes()).hasSize(5_000);
        assertThat(tree.content("/long", 50_000).bytes()).hasSize(10_001);
    }

    @Test
    void shouldTellAbsentFilesAndFolders() {
        SystemTree tree = new TreeBuilder(folder).tree();

        assertThat(tree.content("/nothing", 10).state()).isEqualTo(Content.State.ABSENT);
        assertThat(tree.list("/nothing")).isEmpty();
        assertThat(tree.link("/nothing")).isEmpty();
        assertThatThrownBy(() -> tree.open("/nothing")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldReplaceWhatAFileHadAndMakeNone() throws IOException {
        SystemTree tree = new TreeBuilder(folder).file("/a", "longer than it").tree();

        tree.write("/a", "x\n");

        assertThat(folder.resolve("a")).hasBinaryContent("x\n".getBytes(UTF_8));
        assertThatThrownBy(() -> tree.write("/b", "x")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldTellOwnerAndMode() {
        SystemTree tree = new TreeBuilder(folder)
                .node("/dev/vfio/12", "rw-rw----")
                .directory("/dev/iommu")
                .tree();

        assertThat(tree.status("/dev/vfio/12").orElseThrow().mode()).isEqualTo(0660);
        assertThat(tree.status("/dev/vfio/12").orElseThrow().directory()).isFalse();
        assertThat(tree.status("/dev/iommu").orElseThrow().directory()).isTrue();
    }

    @Test
    void shouldAskNobodyWhoHoldsADiskOfAnotherMachine() {
        SystemTree tree = new TreeBuilder(folder).node("/dev/sda", "rw-------").tree();

        assertThat(tree.held("/dev/sda", "8:0")).isFalse();
    }

    @Test
    void shouldNotOpenWhatIsNoBlockDevice() {
        SystemTree tree = SystemTree.of(SystemTree.THIS_MACHINE);

        assertThat(tree.held("/dev/null", "1:3")).isFalse();
        assertThat(tree.held("/dev/nothing", "8:0")).isFalse();
    }

    @Test
    void shouldFindNothingUnderNamesThatCannotBePaths() {
        SystemTree tree = new TreeBuilder(folder).tree();

        assertThat(tree.exists("/a\0b")).isFalse();
        assertThat(tree.link("/sys/\ud800")).isEmpty();
        assertThat(tree.list("/sys/\ud800")).isEmpty();
        assertThat(tree.status("/sys/\ud800")).isEmpty();
        assertThatThrownBy(() -> tree.open("/sys/\ud800")).isInstanceOf(NoSuchFileException.class);
    }
}
