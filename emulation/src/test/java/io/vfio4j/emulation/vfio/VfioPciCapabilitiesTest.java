// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.AerCapability;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.PtmCapability;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

/** Capabilities that are passed through, in whole or in part, and how accesses are cut. */
class VfioPciCapabilitiesTest {
    private static final int STANDARD = 0x40;
    private static final int EXTENDED = 0x100;

    @Test
    void shouldNotLetTheUserEnableMsix() {
        PciFunction function = Endpoints.with(MsixCapability.of(8, 0, 0, 0x800));
        Access config = Access.toConfig(function);

        config.u16(STANDARD + 2, 0xc000);

        assertThat(config.u16(STANDARD + 2)).isEqualTo(7);
        assertThat(function.readConfig(STANDARD + 2, 2)).isEqualTo(7);
    }

    @Test
    void shouldNotLetTheUserWriteAddressTranslationPageRequestsOrVirtualFunctions() {
        PciFunction function = Endpoints.physical();
        Access config = Access.toConfig(function);

        for (Capability capability : CapabilityList.of(function.config()).extended()) {
            boolean direct = capability.is(CapabilityId.ATS)
                    || capability.is(CapabilityId.PRI)
                    || capability.is(CapabilityId.SRIOV)
                    || capability.is(CapabilityId.ACS);
            for (int offset = 0; direct && offset < 8; offset += 2) {
                int before = config.u16(capability.offset() + offset);
                config.u16(capability.offset() + offset, ~before & 0xffff);
                assertThat(config.u16(capability.offset() + offset))
                        .as("%s + %d", capability.name(), offset)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void shouldLetTheUserWriteTheDefinedBitsOfErrorReporting() {
        PciFunction function = extended(AerCapability.withDefaults());
        Access config = Access.toConfig(function);

        config.u32(EXTENDED + 0x08, -1);
        config.u32(EXTENDED + 0x14, -1);

        int writable = function.readConfig(EXTENDED + 0x08, 4);
        assertThat(writable & ~0x03fff031).isZero();
        assertThat(writable).isNotZero();
        assertThat(config.u32(EXTENDED + 0x08)).isEqualTo(writable);
        assertThat(function.readConfig(EXTENDED + 0x14, 4) & ~0xf1c1).isZero();
    }

    @Test
    void shouldPassVendorSpecificStructuresThrough() {
        PciFunction function = Endpoints.plain()
                .capability(RawCapability.vendorSpecific(new byte[] {1, 2, 3, 4, 5}))
                .capability(PciExpressCapability.ofEndpoint())
                .build();
        Access config = Access.toConfig(function);

        assertThat(config.u32(STANDARD)).isEqualTo(function.readConfig(STANDARD, 4));
        assertThat(config.read(STANDARD + 3, 5)).isEqualTo(0x0504030201L);
    }

    @Test
    void shouldServeAccessesOfAnyLengthAndOffset() {
        Access config = Access.toConfig(Endpoints.physical());

        for (int offset = 0; offset < 0x200; offset++) {
            long whole = config.read(offset, 7);
            for (int i = 0; i < 7; i++) {
                assertThat(config.u8(offset + i)).as("0x%x", offset + i).isEqualTo((int) (whole >>> (8 * i)) & 0xff);
            }
        }
    }

    @Test
    void shouldRefuseAccessesThatLeaveTheSpaceWithoutDoingAnyOfThem() {
        PciFunction function = Endpoints.with();
        Access config = Access.toConfig(function);
        config.u16(0x3c, 0);

        assertErrno(Errno.EFAULT, () -> config.u32(4094));
        assertErrno(Errno.EFAULT, () -> config.u8(4096));
        assertErrno(Errno.EFAULT, () -> config.u8(-1));
        assertErrno(Errno.EFAULT, () -> config.u8(1L << 32));
        assertErrno(Errno.EFAULT, () -> config.u8(Long.MAX_VALUE));
        assertErrno(Errno.EFAULT, () -> config.write(4093, 4, -1));
    }

    @Test
    void shouldTreatAdjoiningCapabilitiesWithOneIdAsOne() {
        CapabilityStructure vendor = RawCapability.of(CapabilityId.DSN, 12);
        PciFunction function = Endpoints.plain()
                .capability(PciExpressCapability.ofEndpoint())
                .capabilityAt(0x100, vendor)
                .capabilityAt(0x10c, vendor)
                .capabilityAt(0x118, PtmCapability.ofRequester())
                .build();

        assertThat(Access.toConfig(function).u32(0x10c))
                .as("the header of the second shows the hidden neighbour, as it is not known to be a header")
                .isEqualTo(function.readConfig(0x10c, 4));
    }

    private static PciFunction extended(CapabilityStructure image) {
        return Endpoints.plain()
                .capability(PciExpressCapability.ofEndpoint())
                .capabilityAt(EXTENDED, image)
                .build();
    }
}
