// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Serves functions with a capability so near to the end of its space that some of its registers are beyond it. */
class CutOffCapabilitiesTest {
    private static final PciAddress ADDRESS = new PciAddress(0, 1, 0, 0);
    private static final int EXPRESS = 0x40;
    /** The longest structure whose registers are read at fixed places is SR-IOV's. */
    private static final int TAIL = 0x44;

    private final MemorySegment word = MemorySegment.ofArray(new int[1]);

    @ParameterizedTest
    @EnumSource(CapabilityId.class)
    void shouldServeAnyCapabilityAtTheEndOfItsSpace(CapabilityId id) {
        int served = 0;
        for (int size : id.extended() ? new int[] {4096} : new int[] {256, 4096}) {
            int end = id.extended() ? size : 256;
            for (int offset = end - TAIL; offset < end; offset += 4) {
                for (DeviceView view : DeviceView.values()) {
                    for (int fill : new int[] {0x00, 0x0f, 0xff}) {
                        use(function(id, size, offset, fill), EmulatedDeviceOptions.VFIO.withView(view));
                        served++;
                    }
                }
            }
        }
        assertThat(served).isPositive();
    }

    @Test
    void shouldFindNoTableOfMsixThatIsCutOff() {
        DumpedFunction dump = dump(CapabilityId.MSIX, 256, 0xfc, 0);
        try (EmulatedDevice device =
                EmulatedDevice.open(PciFunction.builder(dump).build())) {
            device.write(VfioPci.CONFIG_REGION, 4, command(), 0, 2);

            assertThat(device.read(VfioPci.BAR0_REGION, 0, word, 0, 4)).isEqualTo(4);
            assertThat(word.get(ValueLayout.JAVA_INT, 0)).isZero();
        }
    }

    @Test
    void shouldTakePasidThatIsCutOffForNone() {
        PciFunction function = function(CapabilityId.PASID, 4096, 0xffc, 0xff);

        function.enablePasid();

        assertThat(function.pasid()).isEmpty();
    }

    @Test
    void shouldMakeNoVirtualFunctionOfSriovThatIsCutOff() {
        PciFunction physical = function(CapabilityId.SRIOV, 4096, 0xff0, 0xff);

        assertThatThrownBy(() -> PciFunction.builder(0x1b36, 0x0001).virtualFunctionOf(physical))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no SR-IOV capability");
    }

    private void use(PciFunction function, EmulatedDeviceOptions options) {
        try (EmulatedDevice device = EmulatedDevice.open(function, options)) {
            for (int index = 0; index < VfioPci.IRQS; index++) {
                if (index != VfioPci.ERR_IRQ) {
                    device.irqInfo(index);
                }
            }
            int size = (int) device.regionInfo(VfioPci.CONFIG_REGION).size();
            for (int value : new int[] {-1, 0, 0x8000_8003, -1}) {
                writeEverywhere(device, size, value);
            }
            assertThat(device.regionInfo(VfioPci.BAR0_REGION).size()).isEqualTo(0x1000);
            reset(device);
            function.enablePasid();
            for (int offset = 0; offset < size; offset += 4) {
                assertThat(device.read(VfioPci.CONFIG_REGION, offset, word, 0, 4))
                        .isEqualTo(4);
            }
        }
    }

    private void writeEverywhere(EmulatedDevice device, int size, int value) {
        word.set(ValueLayout.JAVA_INT, 0, value);
        for (int width = 4; width > 0; width /= 2) {
            for (int offset = 0x40; offset < 0x100; offset += width) {
                device.write(VfioPci.CONFIG_REGION, offset, word, 0, width);
            }
            for (int offset = size - TAIL; offset < size; offset += width) {
                device.write(VfioPci.CONFIG_REGION, offset, word, 0, width);
            }
        }
    }

    private static void reset(EmulatedDevice device) {
        try {
            device.reset();
        } catch (VfioException refused) {
            assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
        }
    }

    private static MemorySegment command() {
        return MemorySegment.ofArray(new byte[] {2, 0});
    }

    private static PciFunction function(CapabilityId id, int size, int offset, int fill) {
        return PciFunction.builder(dump(id, size, offset, fill)).build();
    }

    /** A function of PCI Express, where another capability leaves room for that, and of one more. */
    private static DumpedFunction dump(CapabilityId id, int size, int offset, int fill) {
        ConfigSpace config = ConfigSpace.ofSize(size);
        config.setU32(0x00, 0x0001_1b36);
        config.setU16(0x06, 0x10);
        for (int at = offset; at < (id.extended() ? size : 256); at++) {
            config.setU8(at, fill);
        }
        config.setU8(0x34, id.extended() ? EXPRESS : offset);
        if (id.extended()) {
            config.setU16(EXPRESS, CapabilityId.EXP.id());
            config.setU16(EXPRESS + 2, 2);
            config.setU32(0x100, offset << 20);
            config.setU32(offset, 1 << 16 | id.id());
        } else {
            config.setU16(offset, id.id());
        }
        Bar bar = new Bar(0, Bar.Type.MEMORY_32, false, 0, 0x1000);
        return new DumpedFunction(ADDRESS, "", config, List.of(bar));
    }
}
