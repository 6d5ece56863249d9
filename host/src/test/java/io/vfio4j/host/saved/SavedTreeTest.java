// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.doctor.Doctor;
import io.vfio4j.host.sysfs.Inventory;
import io.vfio4j.host.testing.ForwardingTree;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.host.tree.Content;
import io.vfio4j.host.tree.NodeStatus;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedTreeTest {
    private static final NodeStatus PLAIN = new NodeStatus(0, 0, 0644, false);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path machine;

    @ParameterizedTest
    @ValueSource(strings = {"machine.tar", "machine.tar.gz", "machine.tgz"})
    void shouldLeadToTheSameFindingsAsTheMachine(String name) throws IOException {
        TreeBuilder builder = new HealthyMachine(machine).guest().tree();
        builder.function("0000:00:02.0").driver("i915").group(1);
        builder.function("0000:00:1f.0").headerOf(HealthyMachine.goodFunction()).driver("lpc_ich");
        RecordingTree recording = new RecordingTree(builder.tree());
        List<Finding> findings = Doctor.examine(recording);
        int functions = Inventory.of(recording).entries().size();

        recording.save(folder.resolve(name), false);
        SavedTree saved = SavedTree.read(folder.resolve(name));

        assertThat(Doctor.examine(saved)).isEqualTo(findings);
        assertThat(Inventory.of(saved).entries()).hasSize(functions);
    }

    @Test
    void shouldSaveWhatWasReadAndNothingElse() throws IOException {
        TreeBuilder builder = new HealthyMachine(machine).tree();
        builder.file("/etc/shadow", "secret");
        builder.file("/proc/self/environ", "secret");
        RecordingTree recording = new RecordingTree(builder.tree());
        Doctor.examine(recording);

        Map<String, SavedEntry> entries = recording.entries(false);

        assertThat(entries.keySet()).contains("/proc/cmdline", "/dev/iommu");
        assertThat(entries.keySet()).noneMatch(path -> path.contains("etc") || path.contains("environ"));
        assertThat(entries.keySet()).noneMatch(path -> path.endsWith("/numa_node"));
    }

    @Test
    void shouldSaveTheLastTextOfAFileThatHasBecomeShorter() throws IOException {
        TreeBuilder builder = new TreeBuilder(machine).file("/sys/a", "DRIVER=nvme");
        RecordingTree recording = new RecordingTree(builder.tree());
        assertThat(recording.text("/sys/a")).contains("DRIVER=nvme");
        builder.file("/sys/a", "none");
        assertThat(recording.text("/sys/a")).contains("none");

        recording.save(folder.resolve("machine.tar"), false);

        assertThat(SavedTree.read(folder.resolve("machine.tar")).text("/sys/a")).contains("none");
    }

    @Test
    void shouldKeepOwnersAndModes() throws IOException {
        TreeBuilder builder = new TreeBuilder(machine).node("/dev/iommu", "rw-rw----");
        RecordingTree recording = new RecordingTree(builder.tree());
        NodeStatus status = recording.status("/dev/iommu").orElseThrow();

        recording.save(folder.resolve("a.tar"), false);

        assertThat(SavedTree.read(folder.resolve("a.tar")).status("/dev/iommu")).contains(status);
    }

    @Test
    void shouldSaveOnlyTheBytesThatWereRead() throws IOException {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) 7);
        RecordingTree recording =
                new RecordingTree(new TreeBuilder(machine).file("/sys/a", bytes).tree());
        try (SystemTree.OpenFile file = recording.open("/sys/a")) {
            file.read(0, new byte[64], 0, 64);
            file.read(64, new byte[64], 0, 64);
            file.read(256, new byte[64], 0, 16);
        }

        recording.save(folder.resolve("a.tar"), false);

        byte[] read = new byte[100];
        try (SystemTree.OpenFile file = SavedTree.read(folder.resolve("a.tar")).open("/sys/a")) {
            assertThat(file.read(100, read, 0, 100)).isEqualTo(28);
            assertThat(file.read(256, read, 28, 64)).isEqualTo(16);
            assertThat(Arrays.copyOf(read, 44)).containsOnly(7);
            for (long position : new long[] {128, 255, 272, 5000, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> file.read(position, read, 0, 4))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("at %d was read when it was saved", position);
            }
        }
    }

    @Test
    void shouldKnowTheEndOfAFileThatWasReadToIt() throws IOException {
        RecordingTree recording = new RecordingTree(new TreeBuilder(machine)
                .file("/proc/a", "text")
                .file("/proc/b", "")
                .tree());
        recording.text("/proc/a");
        recording.list("/proc");

        recording.save(folder.resolve("a.tar"), false);
        SavedTree saved = SavedTree.read(folder.resolve("a.tar"));

        assertThat(saved.text("/proc/a")).contains("text");
        assertThat(saved.exists("/proc/b")).isTrue();
        assertThat(saved.text("/proc/b")).as("what nobody read is not empty").isEmpty();
    }

    @Test
    void shouldKeepWhyAFileCouldNotBeRead() throws IOException {
        TreeBuilder builder = new TreeBuilder(machine)
                .file("/sys/denied", "")
                .file("/sys/broken", "")
                .file("/sys/gone", "");
        RecordingTree recording = new RecordingTree(new ForwardingTree(builder.tree()) {
            @Override
            public OpenFile open(String path) throws IOException {
                throw switch (path) {
                    case "/sys/denied" -> new AccessDeniedException(path);
                    case "/sys/gone" -> new NoSuchFileException(path);
                    default -> new IOException("Input/output error");
                };
            }
        });
        recording.content("/sys/denied", 10);
        recording.content("/sys/broken", 10);
        recording.content("/sys/gone", 10);
        builder.remove("/sys/gone");

        recording.save(folder.resolve("a.tar"), false);
        SavedTree saved = SavedTree.read(folder.resolve("a.tar"));

        assertThat(saved.content("/sys/denied", 10).state()).isEqualTo(Content.State.DENIED);
        assertThat(saved.content("/sys/broken", 10).state()).isEqualTo(Content.State.ABSENT);
        assertThat(saved.exists("/sys/gone")).isFalse();
        try (SystemTree.OpenFile file = saved.open("/sys/broken")) {
            assertThatThrownBy(() -> file.read(0, new byte[4], 0, 4)).hasMessage("Input/output error");
        }
    }

    @Test
    void shouldKeepWhatWasReadOfAFileThatIsGoneNow() throws IOException {
        TreeBuilder builder = new TreeBuilder(machine).file("/sys/gone", "text");
        RecordingTree recording = new RecordingTree(builder.tree());
        recording.text("/sys/gone");
        builder.remove("/sys/gone");

        recording.save(folder.resolve("a.tar"), false);

        assertThat(SavedTree.read(folder.resolve("a.tar")).text("/sys/gone")).contains("text");
    }

    @Test
    void shouldKeepThatAFileMightNotBeRead() throws IOException {
        SavedTree tree =
                written(Map.of("/sys/config", new SavedEntry.File(new NodeStatus(0, 0, 0, false), new byte[0])));

        assertThat(tree.content("/sys/config", 10).state()).isEqualTo(Content.State.DENIED);
    }

    @Test
    void shouldKeepLongNamesAndLargeNumbers() throws IOException {
        String bridge = "/0000:00:1c.0";
        String deep = "/sys/devices/pci0000:00" + bridge.repeat(30) + "/config";
        String name = "/" + "n".repeat(300);
        NodeStatus nobody = new NodeStatus(-2, 1_000_640_000, 0600, false);

        SavedTree tree = written(Map.of(
                deep,
                new SavedEntry.File(nobody, new byte[] {1, 2, 3}),
                name,
                new SavedEntry.File(PLAIN, new byte[512]),
                "/link",
                new SavedEntry.Link(deep.substring(1)),
                "/sys/ä",
                new SavedEntry.Link("../" + "x".repeat(200))));

        assertThat(tree.content("/link", 10).bytes()).containsExactly(1, 2, 3);
        assertThat(tree.status(deep)).contains(nobody);
        assertThat(tree.content(name, 1000).bytes()).hasSize(512);
        assertThat(tree.link("/sys/ä")).contains("../" + "x".repeat(200));
    }

    @Test
    void shouldListFoldersThatAreNotNamed() throws IOException {
        SavedTree tree = written(
                Map.of("/sys/b/x", new SavedEntry.File(PLAIN, new byte[0]), "/sys/a", new SavedEntry.Link("b")));

        assertThat(tree.list("/sys")).containsExactly("a", "b");
        assertThat(tree.list("/sys/a")).containsExactly("x");
        assertThat(tree.list("/")).containsExactly("sys");
        assertThat(tree.status("/sys").orElseThrow().directory()).isTrue();
    }

    @Test
    void shouldNotFollowLinksForever() throws IOException {
        SavedTree tree = written(Map.of("/a", new SavedEntry.Link("b"), "/b", new SavedEntry.Link("a")));

        assertThat(tree.text("/a")).isEmpty();
        assertThat(tree.list("/a/c")).isEmpty();
        assertThat(tree.status("/a")).isEmpty();
        assertThat(tree.link("/a")).contains("b");
    }

    @Test
    void shouldNotFollowLinksIntoTheDepth() throws IOException {
        SavedTree tree = written(Map.of(
                "/deep",
                new SavedEntry.Link("a/".repeat(40) + "deeper"),
                "/" + "a/".repeat(40) + "deeper",
                new SavedEntry.Link("b/".repeat(40)),
                "/round",
                new SavedEntry.Link("a/../".repeat(600))));

        assertThat(tree.status("/deep")).isEmpty();
        assertThat(tree.status("/round")).isEmpty();
        assertThat(tree.status("/" + "a/".repeat(40))).isPresent();
    }

    @Test
    void shouldNotLeadOutOfItself() throws IOException {
        SavedTree tree = written(Map.of(
                "/etc-passwd", new SavedEntry.Link("../../../../etc/passwd"),
                "/absolute", new SavedEntry.Link("/etc/passwd")));

        assertThat(tree.text("/etc-passwd")).isEmpty();
        assertThat(tree.text("/absolute")).isEmpty();
        assertThat(tree.exists("/../etc/passwd")).isFalse();
    }

    @Test
    void shouldNotBeWritten() throws IOException {
        SavedTree tree = written(Map.of("/a", new SavedEntry.File(PLAIN, new byte[0])));

        assertThatThrownBy(() -> tree.write("/a", "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    private SavedTree written(Map<String, SavedEntry> entries) throws IOException {
        Path archive = folder.resolve("test.tar");
        TarWriter.write(archive, entries);
        return SavedTree.read(archive);
    }
}
