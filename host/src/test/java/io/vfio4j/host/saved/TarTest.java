// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vfio4j.host.tree.NodeStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarTest {
    private static final NodeStatus PLAIN = new NodeStatus(0, 0, 0644, false);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "/etc/passwd", "sys/../../etc/passwd", "..", "sys/.."})
    void shouldRefuseNamesThatLeadOut(String name) throws IOException {
        Path archive = archive(new TarHeader(name, 0644, 0, 0, 0, TarHeader.FILE, ""), new byte[0]);

        assertThatThrownBy(() -> TarReader.read(archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out");
    }

    @Test
    void shouldRefuseLongNamesThatLeadOut() throws IOException {
        byte[] name = "../../etc/passwd\0".getBytes(StandardCharsets.UTF_8);
        Path archive = archive(
                new TarHeader("long", 0644, 0, 0, name.length, TarHeader.GNU_LONG_NAME, ""),
                name,
                new TarHeader("harmless", 0644, 0, 0, 0, TarHeader.FILE, ""),
                new byte[0]);

        assertThatThrownBy(() -> TarReader.read(archive)).hasMessageContaining("leads out");
    }

    @Test
    void shouldRefuseHardLinks() throws IOException {
        Path archive = archive(new TarHeader("a", 0644, 0, 0, 0, '1', "/etc/passwd"), new byte[0]);

        assertThatThrownBy(() -> TarReader.read(archive)).hasMessageContaining("neither file");
    }

    @Test
    void shouldRefuseSizesThatCannotBe() throws IOException {
        for (long size : new long[] {-1, Long.MAX_VALUE, 1L << 40, 9 << 20}) {
            Path archive = archive(new TarHeader("a", 0644, 0, 0, size, TarHeader.FILE, ""), new byte[0]);

            assertThatThrownBy(() -> TarReader.read(archive)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldRefuseAnArchiveThatIsCutOff() throws IOException {
        Path archive = folder.resolve("whole.tar");
        TarWriter.write(archive, Map.of("/a", new SavedEntry.File(PLAIN, new byte[1000])));
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, 700));

        assertThatThrownBy(() -> TarReader.read(archive)).hasMessageContaining("cut off");
    }

    @Test
    void shouldRefuseWhatIsNoArchive() throws IOException {
        Path file = Files.write(folder.resolve("text"), "x".repeat(2000).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TarReader.read(file)).hasMessageContaining("not a tar archive");
    }

    @Test
    void shouldRefuseMoreThanItHolds() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] zeroes = new byte[8 << 20];
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 17; i++) {
                out.write(new TarHeader("file" + i, 0644, 0, 0, zeroes.length, TarHeader.FILE, "").encode());
                out.write(zeroes);
            }
        }
        Path archive = Files.write(folder.resolve("bomb.tar.gz"), bytes.toByteArray());

        assertThatThrownBy(() -> TarReader.read(archive)).hasMessageContaining("the archive has more than");
    }

    @Test
    void shouldRefuseNamesThatTheKernelWouldNotTake() throws IOException {
        for (String name : List.of("x/" + "a/".repeat(32_000) + "b", "n".repeat(4097), "a/".repeat(64) + "b")) {
            assertThatThrownBy(() -> TarReader.read(named(name, "")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a name of more than")
                    .extracting(e -> String.valueOf(e.getMessage()).length())
                    .asInstanceOf(InstanceOfAssertFactories.INTEGER)
                    .isLessThan(150);
        }
        assertThatThrownBy(() -> TarReader.read(named("a", "/" + "a/".repeat(2048))))
                .hasMessageContaining("a name of more than 4096 characters");
    }

    @Test
    void shouldRefuseARootThatIsALink() throws IOException {
        Path archive = archive(new TarHeader(".", 0777, 0, 0, 0, TarHeader.LINK, "sys"), new byte[0]);

        assertThatThrownBy(() -> TarReader.read(archive)).hasMessageContaining("root is not a folder");
    }

    @Test
    void shouldRefuseASmallArchiveThatBecomesALargeTree() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 1000; i++) {
                byte[] name = (i + "/" + ("d".repeat(60) + "/").repeat(62) + "f").getBytes(StandardCharsets.UTF_8);
                out.write(new TarHeader("long", 0, 0, 0, name.length, TarHeader.GNU_LONG_NAME, "").encode());
                out.write(Arrays.copyOf(name, (name.length + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK));
                out.write(new TarHeader("f", 0644, 0, 0, 0, TarHeader.FILE, "").encode());
            }
        }
        Path archive = Files.write(folder.resolve("deep.tar.gz"), bytes.toByteArray());

        assertThatThrownBy(() -> SavedTree.read(archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its names and the folders above them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-5", "2-1", "1-1", "0-2,1-3", "-1-2", "0", "x", "end,0-1", "0-99999999999", ",", "0-1,"})
    void shouldRefusePartsThatCannotBe(String parts) throws IOException {
        Path archive = recorded("VFIO4J.read=" + parts, new byte[4]);

        assertThatThrownBy(() -> TarReader.read(archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("VFIO4J.read");
    }

    @Test
    void shouldReadPartsBack() throws IOException {
        for (String parts : List.of("", "0-4", "0-2,3-4", "1-2,end", "end")) {
            SavedEntry entry = TarReader.read(recorded("VFIO4J.read=" + parts, new byte[4]))
                    .get("/f");

            assertThat(entry)
                    .isInstanceOfSatisfying(
                            SavedEntry.File.class,
                            file -> assertThat(file.parts()).hasToString(parts));
        }
    }

    private Path named(String name, String target) throws IOException {
        byte[] longName = name.getBytes(StandardCharsets.UTF_8);
        byte[] longLink = target.getBytes(StandardCharsets.UTF_8);
        char type = target.isEmpty() ? TarHeader.FILE : TarHeader.LINK;
        return archive(
                new TarHeader("long", 0, 0, 0, longName.length, TarHeader.GNU_LONG_NAME, ""),
                longName,
                new TarHeader("long", 0, 0, 0, longLink.length, TarHeader.GNU_LONG_LINK, ""),
                longLink,
                new TarHeader("short", 0644, 0, 0, 0, type, ""),
                new byte[0]);
    }

    private Path recorded(String record, byte[] content) throws IOException {
        byte[] pax = "%d %s\n".formatted(record.length() + 4, record).getBytes(StandardCharsets.UTF_8);
        return archive(
                new TarHeader("pax", 0644, 0, 0, pax.length, TarHeader.PAX, ""),
                pax,
                new TarHeader("f", 0644, 0, 0, content.length, TarHeader.FILE, ""),
                content);
    }

    @Test
    void shouldEndOnAnyBytes() throws IOException {
        Path archive = folder.resolve("a.tar");
        TarWriter.write(
                archive,
                Map.of(
                        "/sys/" + "d/".repeat(60) + "f",
                        new SavedEntry.File(PLAIN, new byte[100]),
                        "/b",
                        new SavedEntry.Link("x".repeat(150))));
        byte[] whole = Files.readAllBytes(archive);
        RandomGenerator random = new Random(4711);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 3; i++) {
                int at = random.nextInt(damaged.length);
                damaged[at] = (byte) random.nextInt();
            }
            fixSums(damaged);
            Files.write(archive, damaged);
            assertThatCode(() -> {
                        try {
                            new SavedTree(TarReader.read(archive)).list("/sys");
                        } catch (IOException _) {
                            // Refused, as it should be.
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void shouldReadWhatGnuTarWrites() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")));
        Path tree = folder.resolve("tree");
        Path deep = tree.resolve("sys/" + "0000:00:1c.0/".repeat(20));
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("config"), "deep");
        Files.createSymbolicLink(tree.resolve("link"), tree.relativize(deep));
        for (String format : List.of("gnu", "ustar", "pax")) {
            Path archive = folder.resolve(format + ".tar");

            int code = run("/usr/bin/tar", "--format=" + format, "-C", tree.toString(), "-cf", archive.toString(), ".");

            if (code == 0) {
                assertThat(new SavedTree(TarReader.read(archive)).text("/link/config"))
                        .as(format)
                        .contains("deep");
            } else {
                assertThat(format).as("a format that cannot have such names").isEqualTo("ustar");
            }
        }
    }

    @Test
    void shouldWriteWhatGnuTarReads() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")));
        String deep = "/sys/" + "0000:00:1c.0/".repeat(30) + "config";
        Path archive = folder.resolve("a.tar.gz");
        TarWriter.write(
                archive,
                Map.of(
                        deep,
                        new SavedEntry.File(PLAIN, "deep".getBytes(StandardCharsets.UTF_8)),
                        "/dev/iommu",
                        new SavedEntry.File(new NodeStatus(0, 0, 0600, false), new byte[0]),
                        "/link",
                        new SavedEntry.Link(deep.substring(1))));
        Path to = Files.createDirectory(folder.resolve("unpacked"));

        assertThat(run("/usr/bin/tar", "-C", to.toString(), "-xzf", archive.toString()))
                .isZero();

        assertThat(to.resolve("link")).hasContent("deep");
        assertThat(to.resolve("dev/iommu")).isEmptyFile();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Sums of every block that may be a header, so that damage reaches what is behind them. */
    private static void fixSums(byte[] archive) {
        for (int block = 0; block + TarHeader.BLOCK <= archive.length; block += TarHeader.BLOCK) {
            if (archive[block + 257] == 'u') {
                Arrays.fill(archive, block + 148, block + 156, (byte) ' ');
                int sum = 0;
                for (int i = block; i < block + TarHeader.BLOCK; i++) {
                    sum += archive[i] & 0xff;
                }
                byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(digits, 0, archive, block + 148, 8);
            }
        }
    }

    private Path archive(Object... parts) throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        for (Object part : parts) {
            switch (part) {
                case TarHeader header -> blocks.add(header.encode());
                case byte[] content -> {
                    blocks.add(content);
                    blocks.add(new byte[(TarHeader.BLOCK - content.length % TarHeader.BLOCK) % TarHeader.BLOCK]);
                }
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            bytes.write(block);
        }
        bytes.write(new byte[1024]);
        return Files.write(folder.resolve("made.tar"), bytes.toByteArray());
    }
}
