// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class IommufdNodeCheckTest extends CheckTest {
    IommufdNodeCheckTest() {
        super("iommufd-node");
    }

    @Test
    void shouldTellOwnerAndMode() {
        assertOk("/dev/iommu: mode 0600");
    }

    @Test
    void shouldFindThatItIsMissing() {
        machine.tree().remove("/dev/iommu").remove("/proc/misc");

        assertFound(Verdict.PROBLEM, "/dev/iommu does not exist", "modprobe iommufd");
    }

    @Test
    void shouldFindThatAContainerDoesNotHaveIt() {
        machine.tree().remove("/dev/iommu");

        assertFound(Verdict.PROBLEM, "/dev/iommu does not exist", "--device /dev/iommu");
        assertFound(Verdict.PROBLEM, "/dev/iommu does not exist", "mknod -m 600 /dev/iommu c 10 262");
    }

    @Test
    void shouldFindThatItIsAFolder() {
        machine.tree().remove("/dev/iommu").directory("/dev/iommu");

        assertFound(Verdict.PROBLEM, "a folder", "mend the host");
    }

    @Test
    void shouldFindThatThisUserMayNotOpenIt() {
        machine.user(4711, 0);

        assertFound(Verdict.PROBLEM, "user 4711 may not open it", "chown 4711 /dev/iommu");
    }

    @Test
    void shouldNotDenyWhatAnAccessControlListMayGive() {
        machine.user(4711, 0).tree().node("/dev/iommu", "rw-rw----");

        assertFound(Verdict.UNKNOWN, "unless an access control list", "getfacl /dev/iommu");
    }

    @Test
    void shouldNotTrustCapabilitiesInAUserNamespace() {
        machine.user(1000, 0x1ffffffffffL).tree().file("/proc/self/uid_map", "0 1000 1");

        assertFound(Verdict.PROBLEM, "user 1000 may not open it", "run as root");
    }

    @Test
    void shouldLetEverybodyOpenANodeForEverybody() {
        machine.user(4711, 0).tree().node("/dev/iommu", "rw-rw-rw-");

        assertOk("mode 0666");
    }
}
