// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Checks a local repository of what is to be published against what Maven Central and this project ask for. */
public final class ReleaseCheck {
    private static final String GROUP = "io.vfio4j";
    private static final String PARENT = "vfio4j";
    private static final String BOM = "vfio4j-bom";

    /** What every pom must have, its own or its parent's, as paths of elements. */
    private static final List<String> REQUIRED = List.of(
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/url",
            "scm/connection",
            "scm/developerConnection");

    private final Path repository;
    private final String version;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Element> poms = new TreeMap<>();
    private int files;

    private ReleaseCheck(Path repository, String version) {
        this.repository = repository;
        this.version = version;
    }

    /**
     * Runs one check; exits with 1 when it finds a problem.
     *
     * @param args "--same" and two repositories, or "--complete" or "--signed", a version and a repository
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            throw new IllegalArgumentException("expected three arguments, got " + List.of(args));
        }
        switch (args[0]) {
            case "--same" -> report(differences(Path.of(args[1]), Path.of(args[2])), () -> {});
            case "--complete" -> complete(Path.of(args[2]), args[1], false);
            case "--signed" -> complete(Path.of(args[2]), args[1], true);
            default -> throw new IllegalArgumentException("unknown check " + args[0]);
        }
    }

    private static void report(List<String> problems, Runnable success) {
        problems.forEach(problem -> System.err.println("release: PROBLEM: " + problem));
        if (!problems.isEmpty()) {
            System.exit(1);
        }
        success.run();
    }

    private static void complete(Path repository, String version, boolean signed) throws Exception {
        ReleaseCheck check = new ReleaseCheck(repository, version);
        check.readPoms();
        check.poms.forEach(check::checkPom);
        for (String artifact : check.jarArtifacts()) {
            check.checkJars(artifact);
        }
        check.checkBom();
        check.checkFiles(signed);
        report(
                check.problems,
                () -> System.err.printf(
                        "release: complete: %d files of %s in version %s%s%n",
                        check.files, String.join(", ", check.poms.keySet()), version, signed ? ", signed" : ""));
    }

    // Poms

    private void readPoms() throws IOException, ParserConfigurationException, SAXException {
        for (Path file : filesOf(repository)) {
            if (!file.toString().endsWith(".pom")) {
                continue;
            }
            Element pom;
            try (InputStream input = Files.newInputStream(repository.resolve(file))) {
                pom = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(input)
                        .getDocumentElement();
            }
            String artifact = text(pom, "artifactId").orElse("");
            if (!file.equals(place(artifact, ".pom"))) {
                problem("%s is the pom of %s and should be %s", file, artifact, place(artifact, ".pom"));
            }
            poms.put(artifact, pom);
        }
        if (!poms.containsKey(PARENT)) {
            problem("the parent, %s, is not there", PARENT);
        }
    }

    private void checkPom(String artifact, Element pom) {
        boolean inherits = elements(pom, "parent").findAny().isPresent();
        Optional<Element> parent = inherits ? Optional.ofNullable(poms.get(PARENT)) : Optional.empty();
        if (inherits) {
            expect(artifact + ": parent", text(pom, "parent/artifactId").orElse(""), PARENT);
            expect(artifact + ": parent's version", text(pom, "parent/version").orElse(""), version);
        } else {
            expect(artifact + ": groupId", text(pom, "groupId").orElse(""), GROUP);
            expect(artifact + ": version", text(pom, "version").orElse(""), version);
        }
        for (String own : List.of("modelVersion", "name", "description")) {
            if (text(pom, own).isEmpty()) {
                problem("%s: its pom has no %s", artifact, own);
            }
        }
        for (String path : REQUIRED) {
            if (text(pom, path).or(() -> parent.flatMap(up -> text(up, path))).isEmpty()) {
                problem("%s: neither its pom nor its parent has %s", artifact, path);
            }
        }
        for (String path : List.of("repositories", "pluginRepositories", "distributionManagement")) {
            if (elements(pom, path).findAny().isPresent()) {
                problem("%s: its pom has %s", artifact, path);
            }
        }
        elements(pom, "dependencies/dependency").forEach(dependency -> checkDependency(artifact, dependency));
        if (pom.getTextContent().contains("-SNAPSHOT")) {
            problem("%s: its pom names a snapshot", artifact);
        }
    }

    private void checkDependency(String artifact, Element dependency) {
        String name = text(dependency, "artifactId").orElse("");
        String scope = text(dependency, "scope").orElse("compile");
        boolean ours = GROUP.equals(text(dependency, "groupId").orElse(""));
        if (ours && !scope.equals("test") && !poms.containsKey(name)) {
            problem("%s needs %s, which is not published", artifact, name);
        }
        if (text(dependency, "optional").orElse("").equals("true")) {
            problem("%s: %s is optional, but Java modules that use it cannot be compiled without", artifact, name);
        }
        if (scope.equals("system")) {
            problem("%s: %s has scope system", artifact, name);
        }
    }

    private void checkBom() {
        Element bom = poms.get(BOM);
        if (bom == null) {
            problem("there is no %s", BOM);
            return;
        }
        if (elements(bom, "parent").findAny().isPresent()
                || elements(bom, "dependencies").findAny().isPresent()) {
            problem("%s: has a parent or dependencies, which those who import it would get", BOM);
        }
        Set<String> listed = new TreeSet<>();
        elements(bom, "dependencyManagement/dependencies/dependency").forEach(dependency -> {
            String name = text(dependency, "artifactId").orElse("");
            listed.add(name);
            expect(BOM + ": group of " + name, text(dependency, "groupId").orElse(""), GROUP);
            String listedVersion = text(dependency, "version").orElse("").replace("${project.version}", version);
            expect(BOM + ": version of " + name, listedVersion, version);
        });
        Set<String> published = jarArtifacts();
        published.stream().filter(name -> !listed.contains(name)).forEach(name -> problem("%s lacks %s", BOM, name));
        listed.stream()
                .filter(name -> !published.contains(name))
                .forEach(name -> problem("%s lists %s, which is not published", BOM, name));
    }

    // Jars

    private Set<String> jarArtifacts() {
        return poms.entrySet().stream()
                .filter(pom -> text(pom.getValue(), "packaging").orElse("jar").equals("jar"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void checkJars(String artifact) throws IOException {
        checkJar(artifact, ".jar", "module-info.class", "META-INF/LICENSE", "META-INF/NOTICE");
        checkJar(artifact, "-sources.jar", "module-info.java");
        checkJar(artifact, "-javadoc.jar", "index.html", "element-list");
        Path main = repository.resolve(place(artifact, ".jar"));
        if (!Files.exists(main)) {
            return;
        }
        try (JarFile jar = new JarFile(main.toFile())) {
            JarEntry entry = jar.getJarEntry("module-info.class");
            if (entry != null) {
                try (InputStream input = jar.getInputStream(entry)) {
                    String expected = GROUP + "." + artifact.substring(PARENT.length() + 1);
                    expect(artifact + ": module", ModuleDescriptor.read(input).name(), expected);
                }
            }
        }
    }

    private void checkJar(String artifact, String ending, String... entries) throws IOException {
        Path place = place(artifact, ending);
        Path file = repository.resolve(place);
        if (!Files.exists(file)) {
            problem("%s is not there", place);
            return;
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            for (String entry : entries) {
                if (jar.getJarEntry(entry) == null) {
                    problem("%s has no %s", place, entry);
                }
            }
        }
    }

    // Files

    private void checkFiles(boolean signed) throws IOException, NoSuchAlgorithmException {
        Set<Path> known = new TreeSet<>();
        for (String artifact : poms.keySet()) {
            known.add(place(artifact, ".pom"));
        }
        for (String artifact : jarArtifacts()) {
            for (String ending : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
                known.add(place(artifact, ending));
            }
        }
        for (Path file : filesOf(repository)) {
            String name = file.toString();
            String subject = name.replaceFirst("\\.(md5|sha1|sha256|sha512|asc)$", "");
            if (!known.contains(Path.of(subject))) {
                problem("%s does not belong here", file);
            }
            if (!name.equals(subject)) {
                continue;
            }
            files++;
            checkSum(file, ".md5", "MD5");
            checkSum(file, ".sha1", "SHA-1");
            if (signed && !Files.exists(repository.resolve(name + ".asc"))) {
                problem("%s is not signed", file);
            }
        }
    }

    private void checkSum(Path file, String ending, String algorithm) throws IOException, NoSuchAlgorithmException {
        Path sum = repository.resolve(file + ending);
        if (!Files.exists(sum)) {
            problem("%s has no %s", file, ending);
            return;
        }
        byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(repository.resolve(file)));
        expect(
                file + ": " + algorithm,
                Files.readString(sum).strip(),
                HexFormat.of().formatHex(digest));
    }

    private Path place(String artifact, String ending) {
        return Path.of(GROUP.replace('.', '/'), artifact, version, artifact + "-" + version + ending);
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    // Two builds

    private static List<String> differences(Path one, Path other) throws IOException {
        List<Path> files = filesOf(one);
        List<Path> others = filesOf(other);
        if (!files.equals(others)) {
            return Stream.concat(
                            files.stream().filter(file -> !others.contains(file)),
                            others.stream().filter(file -> !files.contains(file)))
                    .map(file -> file + " was made by one build only")
                    .toList();
        }
        List<String> problems = new ArrayList<>();
        int jars = 0;
        for (Path file : files) {
            if (file.toString().matches(".*\\.(md5|sha1)")) {
                continue;
            }
            boolean jar = file.toString().endsWith(".jar");
            jars += jar ? 1 : 0;
            if (Files.mismatch(one.resolve(file), other.resolve(file)) >= 0) {
                String where = jar ? ": " + differentEntries(one.resolve(file), other.resolve(file)) : "";
                problems.add(file + " is not the same in both builds" + where);
            }
        }
        System.err.printf("release: two builds: %d jars, %d files that differ%n", jars, problems.size());
        return problems;
    }

    private static String differentEntries(Path one, Path other) throws IOException {
        Map<String, String> first = entries(one);
        Map<String, String> second = entries(other);
        if (first.equals(second)) {
            return "the entries are the same, but their order or the compression is not";
        }
        Set<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        return names.stream()
                .filter(name -> !first.getOrDefault(name, "missing").equals(second.getOrDefault(name, "missing")))
                .map(name -> name + " (" + first.get(name) + " and " + second.get(name) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> entries(Path file) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                try (InputStream input = jar.getInputStream(entry)) {
                    int content = Arrays.hashCode(input.readAllBytes());
                    entries.put(entry.getName(), entry.getTimeLocal() + " content " + Integer.toHexString(content));
                }
            }
        }
        return entries;
    }

    // Helpers

    private void expect(String what, String actual, String expected) {
        if (!actual.equals(expected)) {
            problem("%s is '%s' and should be '%s'", what, actual, expected);
        }
    }

    private void problem(String format, Object... arguments) {
        problems.add(format.formatted(arguments));
    }

    /** The text of the first element at a path of names below this one; empty when it is not there or blank. */
    private static Optional<String> text(Element from, String path) {
        return elements(from, path)
                .map(element -> element.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static Stream<Element> elements(Element from, String path) {
        Stream<Element> found = Stream.of(from);
        for (String name : path.split("/")) {
            found = found.flatMap(element -> children(element, name));
        }
        return found;
    }

    private static Stream<Element> children(Element element, String name) {
        List<Element> children = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element candidate && candidate.getTagName().equals(name)) {
                children.add(candidate);
            }
        }
        return children.stream();
    }
}
