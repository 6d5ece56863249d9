// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.PciExpressType;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysfsFunctionTest {
    private static final PciAddress NIC = PciAddress.parse("0000:3a:00.0");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TreeBuilder builder;

    @BeforeEach
    void begin() {
        builder = new TreeBuilder(folder);
    }

    private SysfsFunction nic() {
        return SysfsFunction.find(builder.tree(), NIC).orElseThrow();
    }

    @Test
    void shouldReadIdentityAndDriver() {
        builder.function("0000:3a:00.0").is(0x010802, 0x144d, 0xa80a).driver("nvme");

        assertThat(nic().identity()).isEqualTo(new FunctionIdentity(0x010802, 0x144d, 0xa80a, Optional.of("nvme")));
    }

    @Test
    void shouldHaveNoDriverOverrideWhenTheKernelSaysNull() {
        builder.function("0000:3a:00.0");

        assertThat(nic().driverOverride()).isEmpty();
    }

    @Test
    void shouldReadTheDriverOverride() {
        builder.function("0000:3a:00.0").file("driver_override", "vfio-pci");

        assertThat(nic().driverOverride()).contains("vfio-pci");
    }

    @Test
    void shouldNotFindWhatIsNotThere() {
        assertThat(SysfsFunction.find(builder.tree(), NIC)).isEmpty();
    }

    @Test
    void shouldFindTheBridgesUpToTheRootPort() {
        builder.function("0000:00:1c.0");
        builder.functionUnder("0000:00:1c.0", "0000:38:00.0");
        builder.functionUnder("0000:38:00.0", "0000:39:02.0");
        builder.functionUnder("0000:39:02.0", "0000:3a:00.0");

        assertThat(nic().bridges())
                .extracting(SysfsFunction::toString)
                .containsExactly("0000:39:02.0", "0000:38:00.0", "0000:00:1c.0");
    }

    @Test
    void shouldHaveNoBridgesOnTheRootBus() {
        builder.function("0000:3a:00.0");

        assertThat(nic().bridges()).isEmpty();
    }

    @Test
    void shouldLinkPhysicalAndVirtualFunctions() {
        builder.function("0000:3a:00.0");
        builder.function("0000:3a:02.0").virtualOf("0000:3a:00.0", 0);
        builder.function("0000:3a:02.1").virtualOf("0000:3a:00.0", 1);

        assertThat(nic().virtualFunctions())
                .containsExactly(PciAddress.parse("0000:3a:02.0"), PciAddress.parse("0000:3a:02.1"));
        assertThat(nic().pasidOwner()).hasToString("0000:3a:00.0");
        SysfsFunction virtual = SysfsFunction.find(builder.tree(), PciAddress.parse("0000:3a:02.1"))
                .orElseThrow();
        assertThat(virtual.pasidOwner()).hasToString("0000:3a:00.0");
    }

    @Test
    void shouldReadGroupAndIommu() {
        builder.function("0000:3a:00.0").group(7).iommu("dmar1");

        assertThat(nic().iommuGroup()).contains(7);
        assertThat(nic().iommu()).contains("dmar1");
        assertThat(IommuGroup.read(builder.tree(), 7))
                .isEqualTo(new IommuGroup(7, Optional.of("DMA"), Optional.empty(), java.util.List.of("0000:3a:00.0")));
    }

    @Test
    void shouldHaveNeitherGroupNorIommuWithoutTranslation() {
        builder.function("0000:3a:00.0");

        assertThat(nic().iommuGroup()).isEmpty();
        assertThat(nic().iommu()).isEmpty();
    }

    @Test
    void shouldDecodeTheStateOfItsCapabilities() {
        builder.function("0000:3a:00.0")
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.ENDPOINT, true)
                        .sriov(64, 8)
                        .acs(0x5f, 0x1d)
                        .ats(true)
                        .pri(false)
                        .pasid(20, true));

        FunctionConfig config = nic().config();

        assertThat(config.express()).contains(new Express(PciExpressType.ENDPOINT, true));
        assertThat(config.virtualFunctionCount()).contains(new VirtualFunctionCount(8, 64));
        assertThat(nic().virtualFunctionCount()).isEqualTo(new VirtualFunctionCount(8, 64));
        assertThat(config.accessControl()).contains(new AccessControl(0x5f, 0x1d));
        assertThat(config.atsEnabled()).contains(true);
        assertThat(config.priEnabled()).contains(false);
        assertThat(config.pasid().orElseThrow().capability().width()).isEqualTo(20);
    }

    @Test
    void shouldTakeAConfigOf256BytesForConventional() {
        byte[] conventional = java.util.Arrays.copyOf(
                new ConfigBuilder().express(ConfigBuilder.ENDPOINT, false).bytes(), 256);
        builder.function("0000:3a:00.0").config(conventional);

        assertThat(nic().config().complete()).isTrue();
        assertThat(nic().config().space().size()).isEqualTo(256);
    }

    @Test
    void shouldSayThatASleepingFunctionCannotBeRead() {
        byte[] ones = new byte[4096];
        java.util.Arrays.fill(ones, (byte) -1);
        builder.function("0000:3a:00.0").config(ones);

        assertThat(nic().config().complete()).isFalse();
        assertThat(nic().config().cause()).isEqualTo(RegisterObstacle.NO_ANSWER);
        assertThat(nic().config().obstacle().orElseThrow()).contains("D3cold");
    }

    @Test
    void shouldTellAFileThatIsNotThereFromOneThatCannotBeRead() {
        builder.function("0000:3a:00.0");
        builder.remove("/sys/bus/pci/devices/0000:3a:00.0/config");
        assertThat(nic().config().cause()).isEqualTo(RegisterObstacle.ABSENT);

        builder.directory("/sys/bus/pci/devices/0000:3a:00.0/config");
        assertThat(nic().config().cause()).isEqualTo(RegisterObstacle.FAILED);
        assertThat(nic().config().obstacle().orElseThrow()).contains("Is a directory");
    }

    @Test
    void shouldSurviveAnExtendedListThatLoops() {
        ConfigBuilder config = new ConfigBuilder().ats(true).pasid(20, true);
        config.space().setU32(0x108, 0x100 << 20 | 1 << 16 | 0x1b);
        builder.function("0000:3a:00.0").config(config);

        assertThat(nic().config().pasid()).isPresent();
    }
}
