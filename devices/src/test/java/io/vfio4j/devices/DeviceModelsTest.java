// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.DeviceModels;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceModelsTest {
    @TempDir
    Path folder;

    /** A model of a test. */
    public static class Working implements DeviceModel {
        @Override
        public String name() {
            return "adder";
        }

        @Override
        public String description() {
            return "another";
        }

        @Override
        public PciFunctionBuilder function(ModelOptions options) {
            return PciFunction.builder(1, (int) options.number("id", 2, 0, 0xffff));
        }
    }

    /** A model whose constructor fails. */
    public static final class Failing extends Working {
        /** Fails. */
        public Failing() {
            throw new IllegalStateException("out of order\nin two lines");
        }
    }

    /** A model without a name. */
    public static final class Nameless extends Working {
        @Override
        public String name() {
            return "";
        }
    }

    @Test
    void shouldFindWhatIsBuiltIn() {
        DeviceModels models = DeviceModels.of(getClass().getClassLoader());

        assertThat(models.models()).extracting(DeviceModel::name).containsExactly("adder", "sample");
        assertThat(models.problems()).isEmpty();
        assertThat(models.find("sample")).hasSize(1);
        assertThat(models.find(AdderModel.class.getName())).hasSize(1);
        assertThat(models.find("other")).isEmpty();
        for (DeviceModel model : models.models()) {
            assertThat(model.function(ModelOptions.NONE).build().vendorId()).isEqualTo(0x1b36);
            assertThat(model.description()).isNotEmpty().doesNotContain("\n").doesNotEndWith(".");
        }
    }

    @Test
    void shouldFindTheOthersBesideBrokenProviders() throws IOException {
        DeviceModels models = with(
                "no.such.Type",
                Failing.class.getName(),
                DeviceModelsTest.class.getName(),
                Nameless.class.getName(),
                Working.class.getName());

        assertThat(models.models()).extracting(DeviceModel::name).containsExactly("adder", "adder", "sample");
        assertThat(models.find("adder")).hasSize(2);
        assertThat(models.find(Working.class.getName())).hasSize(1);
        assertThat(models.problems()).hasSize(4);
        assertThat(models.problems().get(0)).contains("no.such.Type not found");
        assertThat(models.problems().get(1)).endsWith("Failing could not be instantiated: out of order");
        assertThat(models.problems().get(2)).contains("DeviceModelsTest not a subtype");
        assertThat(models.problems().get(3)).contains("Nameless has an empty name");
        assertThat(models.problems())
                .allSatisfy(problem -> assertThat(problem.lines()).hasSize(1));
    }

    @Test
    void shouldFindTheOthersBesideProvidersThatCannotBeLoaded() throws IOException {
        Files.createDirectories(folder.resolve("user"));
        ClassFile.of()
                .buildTo(
                        folder.resolve("user/Orphan.class"),
                        ClassDesc.of("user.Orphan"),
                        made -> made.withFlags(ClassFile.ACC_PUBLIC).withSuperclass(ClassDesc.of("user.Gone")));
        ClassFile.of()
                .buildTo(
                        folder.resolve("user/Later.class"),
                        ClassDesc.of("user.Later"),
                        made -> made.withVersion(999, 0));
        DeviceModels models = with("user.Orphan", "user.Later", Working.class.getName());

        assertThat(models.find(Working.class.getName())).hasSize(1);
        assertThat(models.problems()).hasSize(2);
        assertThat(models.problems().get(0)).contains("cannot be loaded", "NoClassDefFoundError: user/Gone");
        assertThat(models.problems().get(1)).contains("cannot be loaded", "user/Later");
    }

    @Test
    void shouldReadNumbersAsDecimalOrHexadecimalOnly() {
        ModelOptions options = ModelOptions.of(Map.of("a", "010", "b", "08", "c", "-7", "d", "0x1F"));

        assertThat(options.number("a", 0, 0, 99)).isEqualTo(10);
        assertThat(options.number("b", 0, 0, 99)).isEqualTo(8);
        assertThat(options.number("c", 0, -9, 99)).isEqualTo(-7);
        assertThat(options.number("d", 0, 0, 99)).isEqualTo(31);
        for (String bad : List.of("#10", "0x", "0x-1", "0x+1", "+1", "1f")) {
            assertThatThrownBy(() -> ModelOptions.of(Map.of("id", bad)).number("id", 0, -99, 99))
                    .hasMessageContaining("'%s'".formatted(bad));
        }
    }

    @Test
    void shouldCountEachClassOnce() throws IOException {
        DeviceModels own = DeviceModels.of(getClass().getClassLoader());
        DeviceModels both = own.and(with(Working.class.getName())).and(own);

        assertThat(both.models()).hasSize(3);
        assertThat(DeviceModels.of(ModuleLayer.boot()).problems()).isEmpty();
    }

    @Test
    void shouldTakeOptions() {
        ModelOptions options = ModelOptions.of(Map.of("id", "0x10", "name", "x", "odd", "1"));

        assertThat(new Working().function(options).build().deviceId()).isEqualTo(16);
        assertThat(options.text("name", "y")).isEqualTo("x");
        assertThat(options.text("other", "y")).isEqualTo("y");
        assertThatThrownBy(options::requireAllTaken).hasMessageContaining("has no option odd");
        ModelOptions.NONE.requireAllTaken();
        for (String bad : List.of("", "x", "-1", "65536")) {
            assertThatThrownBy(() -> new Working().function(ModelOptions.of(Map.of("id", bad))))
                    .hasMessageContaining("id must be a number from 0 to 65535: '%s'".formatted(bad));
        }
    }

    private DeviceModels with(String... providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(DeviceModel.class.getName()), List.of(providers));
        URL[] urls = {folder.toUri().toURL()};
        return DeviceModels.of(new URLClassLoader(urls, getClass().getClassLoader()));
    }
}
