// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.layers;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final String PROJECT = "io.vfio4j";
    private static final String ANNOTATIONS = "org.jspecify.annotations";
    private static final int MOST_TYPES = 25;

    /** Packages that may be larger; their package-info says why. */
    private static final Map<String, Integer> LARGER =
            Map.of("io.vfio4j.device", 28, "io.vfio4j.emulation.registers", 30);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(PROJECT)
            .that(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are the project's own", type -> !type.getPackageName().startsWith("io.vfio4j.layers")));

    @Test
    void shouldSeeEveryModule() {
        Set<ModuleOf> seen = EnumSet.noneOf(ModuleOf.class);
        CLASSES.forEach(type -> seen.add(ModuleOf.of(type.getPackageName())));

        assertThat(seen).containsExactlyInAnyOrder(ModuleOf.values());
    }

    @Test
    void shouldPointDownwardsOnly() {
        List<String> wrong = dependencies()
                .filter(arrow -> !ModuleOf.of(arrow.from().getPackageName())
                        .mayUse(ModuleOf.of(arrow.to().getPackageName())))
                .map(Arrow::toString)
                .distinct()
                .toList();

        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldHaveNoCycleBetweenPackages() {
        slices().matching("io.vfio4j.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldHaveAtMost25TypesInAPackage() {
        Map<String, Integer> types = new TreeMap<>();
        CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> types.merge(type.getPackageName(), 1, Integer::sum));
        types.entrySet().removeIf(each -> each.getValue() <= LARGER.getOrDefault(each.getKey(), MOST_TYPES));

        assertThat(types).isEmpty();
    }

    @Test
    void shouldHaveNoTwoTypesOfOneName() {
        Map<String, List<String>> names = new TreeMap<>();
        CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> names.merge(
                        type.getSimpleName(),
                        List.of(type.getName()),
                        (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
        names.values().removeIf(each -> each.size() == 1);

        assertThat(names).isEmpty();
    }

    @Test
    void shouldDependOnTheJdkAloneBelowTheCommand() {
        List<String> others = CLASSES.stream()
                .filter(type -> ModuleOf.of(type.getPackageName()) != ModuleOf.CLI)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> !target.isPrimitive())
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith(PROJECT) && !name.startsWith("java.") && !name.equals(ANNOTATIONS))
                .distinct()
                .toList();

        assertThat(others).isEmpty();
    }

    private record Arrow(JavaClass from, JavaClass to) {
        @Override
        public String toString() {
            return "%s -> %s".formatted(from.getName(), to.getName());
        }
    }

    private static Stream<Arrow> dependencies() {
        return CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream()
                        .map(each -> new Arrow(type, each.getTargetClass().getBaseComponentType())))
                .filter(arrow -> arrow.to().getPackageName().startsWith(PROJECT));
    }
}
