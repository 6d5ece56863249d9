// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import java.util.List;

/** The registers of a capability, understood. Records of one kind are equal when all their defined fields are. */
public sealed interface DecodedCapability
        permits AcsCapability,
                AriCapability,
                AtsCapability,
                DvsecCapability,
                MsiCapability,
                MsixCapability,
                PasidExtendedCapability,
                PciExpressCapability,
                PowerManagementCapability,
                PriCapability,
                RawCapability,
                SriovCapability {

    /** The defined fields in the order of their registers, the list header left out. */
    List<Field> fields();

    /**
     * Writes the registers. Undefined bits and the list header (id and next) stay as they are.
     *
     * @param offset where the capability begins
     */
    default void encode(ConfigSpace config, int offset) {
        for (Field field : fields()) {
            field.write(config, offset);
        }
    }
}
