// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes the download: a folder with the command, a Java runtime that has only what the command needs, man pages,
 * completion and documents; and an archive of it, which is the same whenever and wherever it is made of the same jars.
 */
public final class Dist {
    private static final String MAIN = "io.vfio4j.cli/io.vfio4j.cli.Main";
    /** A machine that the project's tests have: what is read of it does not depend on the machine that builds. */
    private static final String SAVED_MACHINE = "host/src/test/resources/lab-trees/good.tar.gz";

    private static final String SAMPLE = "pci/src/test/resources/io/vfio4j/pci/lspci/accelerator.txt";

    /** What a reader of the README may follow a link to, besides the folders docs and examples. */
    private static final List<String> DOCUMENTS =
            List.of("LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md");

    private final Path project;
    private final Path modules;
    private final Path work;
    private final Path home;
    private final Path java;

    private Dist(Path project, Path target, String name) {
        this.project = project;
        this.modules = project.resolve("cli/target/modules");
        this.work = target.resolve("work");
        this.home = target.resolve(name);
        this.java = home.resolve("lib/runtime/bin/java");
    }

    /**
     * Makes it.
     *
     * @param args the project's folder, the folder of what is built, the version, the time stamp of all files
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path target = Path.of(args[1]).toAbsolutePath();
        String architecture = System.getProperty("os.arch").replace("amd64", "x86_64");
        String name = "vfio4j-%s-linux-%s".formatted(args[2], architecture);
        FileTime time = FileTime.from(Instant.parse(args[3]));
        Dist dist = new Dist(Path.of(args[0]).toRealPath(), target, name);
        try (Stream<Path> before = Files.exists(target) ? Files.list(target) : Stream.<Path>empty()) {
            for (Path old : before.filter(path -> path.getFileName().toString().matches("vfio4j-.*-linux-.*"))
                    .toList()) {
                delete(old);
            }
        }
        delete(dist.work);
        Files.createDirectories(dist.work);
        dist.link();
        dist.files();
        dist.licences();
        stamp(dist.home, time);
        dist.shareClasses();
        stamp(dist.home, time);
        archive(target, name, time);
    }

    /**
     * Links the runtime: with logging, which a user's device model may want, and with Java's debug information, 3 MB,
     * so that a stack trace that is reported names lines.
     */
    private void link() {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        List<String> arguments = List.of(
                "--module-path",
                modules.toString(),
                "--add-modules",
                "io.vfio4j.cli,java.logging",
                "--compress",
                "zip-0",
                "--no-header-files",
                "--no-man-pages",
                "--exclude-files",
                "**/keytool,**/jrt-fs.jar,**/jexec",
                "--output",
                home.resolve("lib/runtime").toString());
        int code = jlink.run(System.out, System.err, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException("jlink ended with " + code);
        }
    }

    private void files() throws IOException, InterruptedException {
        copy(project.resolve("dist/vfio"), home.resolve("bin/vfio"));
        copy(project.resolve("dist/_vfio"), home.resolve("share/zsh/site-functions/_vfio"));
        for (String document : DOCUMENTS) {
            copy(project.resolve(document), home.resolve(document));
        }
        copyAll("docs", path -> true);
        copyAll("examples", path -> !project.relativize(path).toString().contains("/target/"));
        run(java.toString(), "--module", "io.vfio4j.cli/io.vfio4j.cli.Manual", home + "/share");
    }

    /** Copies what is below a folder of the project; the documents link it. */
    private void copyAll(String folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve(folder))) {
            for (Path file : files.filter(Files::isRegularFile).filter(wanted).toList()) {
                copy(file, home.resolve(project.relativize(file).toString()));
            }
        }
    }

    /** The Apache licence asks to pass on what the jars say; the runtime's own is in its folder legal already. */
    private void licences() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(modules)) {
            jars = files.filter(jar -> !jar.getFileName().toString().startsWith("vfio4j-"))
                    .filter(jar -> jar.toString().endsWith(".jar"))
                    .toList();
        }
        for (Path jar : jars) {
            String name = jar.getFileName().toString().replaceAll("-[0-9.]+\\.jar$", "");
            try (FileSystem contents = FileSystems.newFileSystem(jar);
                    Stream<Path> entries = Files.list(contents.getPath("META-INF"))) {
                for (Path entry : entries.filter(path -> path.toString().matches(".*(LICENSE|NOTICE)"))
                        .toList()) {
                    copy(entry, home.resolve("lib/runtime/legal/%s/%s".formatted(name, entry.getFileName())));
                }
            }
        }
    }

    /**
     * Puts what loading the command's classes yields into the runtime's own archive of them, which halves the time to
     * start. It is the same each time, and goes wherever the folder goes; the JDK's newer AOT cache is not, nor faster.
     */
    private void shareClasses() throws IOException, InterruptedException {
        String machine = project.resolve(SAVED_MACHINE).toString();
        String dump = "dump:" + project.resolve(SAMPLE);
        // A socket's path is short; the project's may not be.
        Path folder = Files.createTempDirectory("vfio4j-");
        Path socket = folder.resolve("s");
        String served = "vfio-user:" + socket;
        Path list = work.resolve("classes");
        // Classes, then their lambdas, whose lines begin with @.
        TreeSet<String> classes = new TreeSet<>(
                Comparator.comparing((String entry) -> entry.startsWith("@")).thenComparing(Comparator.naturalOrder()));
        Process server = started(list, "serve", "--socket", socket.toString());
        List<List<String>> commands = List.of(
                List.of("probe", served),
                List.of("probe", served, "--json"),
                List.of("config", dump),
                List.of("config", dump, "--map"),
                List.of("config", dump, "--json"),
                List.of("config", "--diff", dump, served),
                List.of("ls", "--from", machine),
                List.of("doctor", "--from", machine),
                List.of("matrix"));
        try {
            if (server.inputReader().readLine() == null) {
                throw new IllegalStateException("nothing is served: " + Files.readString(work.resolve("notes")));
            }
            for (List<String> command : commands) {
                Path its = work.resolve("classes-of-" + command.getFirst());
                ended(started(its, command.toArray(String[]::new)));
                classes.addAll(entries(its));
            }
        } finally {
            server.toHandle().destroy();
            server.waitFor();
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
        classes.addAll(entries(list));
        Path all = work.resolve("classes-of-all");
        Files.write(all, classes);
        String log = run(
                java.toString(),
                "-Xshare:dump",
                "-XX:+UseSerialGC",
                "-XX:SharedClassListFile=" + all,
                "--module",
                MAIN);
        Files.writeString(work.resolve("shared.log"), log);
    }

    /** Reads a list of classes, but not what differs from run to run: numbers, and which constants were resolved. */
    private static List<String> entries(Path list) throws IOException {
        return Files.readAllLines(list).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("@cp "))
                .map(line -> line.replaceAll(" id: \\d+$", ""))
                .toList();
    }

    /** Starts the command, so that it writes the classes that it loads to a file. */
    private Process started(Path classes, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/vfio").toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(work.resolve("notes").toFile());
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:DumpLoadedClassList=\"" + classes + "\"");
        return builder.start();
    }

    private static void archive(Path target, String name, FileTime time) throws IOException, InterruptedException {
        Path archive = target.resolve(name + ".tar.gz");
        run(
                "tar",
                "--directory=" + target,
                "--create",
                "--file=" + archive,
                "--use-compress-program=gzip -9 -n",
                "--format=ustar",
                "--sort=name",
                "--mtime=" + time,
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--mode=u=rwX,go=rX",
                name);
        System.out.printf("%s: %,d bytes%n", archive, Files.size(archive));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        return ended(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Waits for a process that is to succeed, and returns what it wrote. */
    private static String ended(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("%s ended with %d: %s".formatted(process.info(), code, output));
        }
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The virtual machine compares the time of its file of modules with what its archive of classes notes. */
    private static void stamp(Path folder, FileTime time) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(Dist::deleteFile);
            }
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
