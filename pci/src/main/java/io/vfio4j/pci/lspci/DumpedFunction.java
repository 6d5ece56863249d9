// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.util.List;

/**
 * Holds one function of an lspci dump.
 *
 * @param address where it was; domain 0 when the dump names none
 * @param description the text after the address, for example {@code Ethernet controller: Red Hat, Inc. ...}
 * @param config its configuration space, 256 or 4096 bytes; what a dump of 64 or 128 bytes leaves out reads 0, and with
 *     it the capabilities
 * @param bars its BARs and ROM in the order of their registers, with sizes from the dump's Region lines or guessed as
 *     {@link LspciDump} says; of a bridge its two BARs, of a CardBus bridge none
 */
public record DumpedFunction(PciAddress address, String description, ConfigSpace config, List<Bar> bars) {
    public DumpedFunction {
        bars = List.copyOf(bars);
    }
}
