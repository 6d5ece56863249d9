// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.sysfs.SysfsFunction;
import java.util.Set;

/** Knows devices to which Linux applies other rules than their registers tell. */
public final class DeviceQuirks {
    private static final int HUAWEI = 0x19e5;
    /** The ids and revisions of quirk_huawei_pcie_sva in {@code drivers/pci/quirks.c}: KunPeng 920 and 930. */
    private static final Set<Integer> WITHOUT_PREFIX = Set.of(0xa250, 0xa251, 0xa255, 0xa256, 0xa258, 0xa259);

    private static final Set<Integer> REVISIONS = Set.of(0x21, 0x30);
    private static final int REVISION_ID = 0x08;

    private DeviceQuirks() {}

    /**
     * Tells whether a device has pasid_no_tlp: its PASIDs do not travel in prefixes, as it only looks like a PCI
     * device.
     */
    public static boolean needsNoPrefix(SysfsFunction function) {
        return function.identity().vendor() == HUAWEI
                && WITHOUT_PREFIX.contains(function.identity().device())
                && REVISIONS.contains(function.config().space().u8(REVISION_ID));
    }
}
