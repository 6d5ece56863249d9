// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.CountingTree;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.PasidStructure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldSortFunctionsByAddress() {
        TreeBuilder builder = new TreeBuilder(folder);
        List.of("10000:00:00.0", "0000:3a:00.0", "0000:03:1f.7").forEach(builder::function);

        assertThat(Inventory.of(builder.tree()).entries())
                .extracting(entry -> entry.function().toString())
                .containsExactly("0000:03:1f.7", "0000:3a:00.0", "10000:00:00.0");
    }

    @Test
    void shouldLeaveOutAFunctionThatIsGoneAlready() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:01:00.0");
        builder.rawLink("/sys/bus/pci/devices/0000:02:00.0", "../../../devices/pci0000:00/0000:02:00.0");

        assertThat(Inventory.of(builder.tree()).entries())
                .extracting(entry -> entry.function().toString())
                .containsExactly("0000:01:00.0");
    }

    @Test
    void shouldNameTheOthersOfAGroup() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:01:00.0").group(12);
        builder.function("0000:01:00.1").group(12);
        builder.function("0000:02:00.0").group(13);

        List<Inventory.Entry> entries = Inventory.of(builder.tree()).entries();

        assertThat(entries.getFirst().group()).contains(12);
        assertThat(entries.getFirst().companions()).containsExactly(PciAddress.parse("0000:01:00.1"));
        assertThat(entries.getLast().companions()).isEmpty();
    }

    @Test
    void shouldNameTheOthersOfAGroupThatAreFilteredOut() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:01:00.0").group(12).driver("vfio-pci");
        builder.function("0000:01:00.1").group(12).driver("e1000e");

        List<Inventory.Entry> entries =
                Inventory.of(builder.tree()).entries(driver -> driver.equals(Optional.of("vfio-pci")), _ -> true);

        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().companions()).containsExactly(PciAddress.parse("0000:01:00.1"));
    }

    @Test
    void shouldTakeThePasidOfAVirtualFunctionFromItsPhysicalOne() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:3a:00.0")
                .config(new ConfigBuilder().sriov(8, 1).ats(true).pasid(20, true));
        builder.function("0000:3a:02.0").virtualOf("0000:3a:00.0", 0).config(new ConfigBuilder().ats(false));

        Inventory.Entry virtual = Inventory.of(builder.tree()).entries().getLast();

        assertThat(virtual.physicalFunction()).contains(PciAddress.parse("0000:3a:00.0"));
        assertThat(virtual.pasid().source()).isEqualTo(PciAddress.parse("0000:3a:00.0"));
        assertThat(virtual.pasid().structure()).contains(new PasidStructure(1, 0x1406, 7));
        assertThat(virtual.config().atsEnabled()).contains(false);
    }

    @Test
    void shouldFindTheCharacterDeviceOfABoundFunction() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:3a:00.0").vfio("vfio3", 12);

        assertThat(Inventory.of(builder.tree()).entries().getFirst().vfioDevice())
                .contains("vfio3");
    }

    @Test
    void shouldNotTakeUnreadableRegistersForAbsentOnes() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:3a:00.0").headerOf(new ConfigBuilder().pasid(20, true));

        Inventory.Entry entry = Inventory.of(builder.tree()).entries().getFirst();

        assertThat(entry.config().coverage()).isEqualTo(FunctionConfig.Coverage.HEADER);
        assertThat(entry.pasid().readable()).isFalse();
    }

    @Test
    void shouldNotTakeRegistersOutOfReachForAbsentOnes() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:3a:00.0")
                .config(java.util.Arrays.copyOf(
                        new ConfigBuilder().pasid(20, true).bytes(), 256));

        Inventory.Entry entry = Inventory.of(builder.tree()).entries().getFirst();

        assertThat(entry.pasid().readable()).isFalse();
        assertThat(entry.config().extendedComplete()).isFalse();
    }

    @Test
    void shouldOpenTwoFilesOfEachFunctionAndReadLittleOfThem() {
        TreeBuilder builder = new TreeBuilder(folder);
        int functions = 40;
        for (int device = 0; device < functions; device++) {
            builder.function("0000:%02x:%02x.0".formatted(device >>> 5, device & 0x1f))
                    .vfio("vfio" + device, device)
                    .config(new ConfigBuilder()
                            .express(ConfigBuilder.ENDPOINT, true)
                            .vendorSpecific(0x400)
                            .ats(true)
                            .pasid(20, true));
        }
        CountingTree tree = new CountingTree(builder.tree());

        assertThat(Inventory.of(tree).entries()).hasSize(functions);

        assertThat(tree.opens()).isEqualTo(2 * functions);
        assertThat(tree.lists()).isEqualTo(1 + functions);
        assertThat(tree.links()).isEqualTo(2 * functions);
        assertThat(tree.statuses()).isZero();
        assertThat(tree.bytes() / functions).isLessThan(512);
    }

    @Test
    void shouldReadNoRegistersOfFunctionsThatAreFilteredOut() {
        TreeBuilder builder = new TreeBuilder(folder);
        builder.function("0000:01:00.0").group(1);
        builder.function("0000:02:00.0").group(2);
        CountingTree tree = new CountingTree(builder.tree());

        Inventory.of(tree).entries(_ -> true, group -> group.equals(Optional.of(2)));

        assertThat(tree.opens()).isEqualTo(2);
    }
}
