// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RequestErrorsTest {
    private static final String UNSAFE = "allow_unsafe_interrupts";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VFIO_DEVICE_BIND_IOMMUFD         | EPERM       | bind the whole group to VFIO
            VFIO_DEVICE_BIND_IOMMUFD         | EBUSY       | is open in this or another process
            VFIO_DEVICE_BIND_IOMMUFD         | EINVAL      | already open, here or elsewhere
            VFIO_DEVICE_BIND_IOMMUFD         | EINVAL      | a VF token was given and none is needed
            VFIO_DEVICE_BIND_IOMMUFD         | EINVAL      | 1:1 mapping
            VFIO_DEVICE_BIND_IOMMUFD         | EACCES      | a wrong one
            VFIO_DEVICE_BIND_IOMMUFD         | EACCES      | a PF whose VFs are in use
            VFIO_DEVICE_BIND_IOMMUFD         | EAGAIN      | try again
            VFIO_DEVICE_BIND_IOMMUFD         | EIO         | could not be switched on
            VFIO_GROUP_SET_CONTAINER         | EPERM       | has a host driver
            VFIO_GROUP_SET_CONTAINER         | EPERM       | of a group without an IOMMU: CAP_SYS_RAWIO
            VFIO_SET_IOMMU                   | EPERM       | vfio_iommu_type1's allow_unsafe_interrupts
            VFIO_GROUP_GET_DEVICE_FD         | EPERM       | has a host driver
            VFIO_GROUP_GET_DEVICE_FD         | EINVAL      | a VF token was given and none is needed
            VFIO_GROUP_GET_DEVICE_FD         | EACCES      | no VF token was given
            VFIO_GROUP_GET_DEVICE_FD         | EAGAIN      | try again
            VFIO_GROUP_GET_DEVICE_FD         | EIO         | could not be switched on
            VFIO_DEVICE_ATTACH_IOMMUFD_PT    | EINVAL      | another function of its group
            VFIO_DEVICE_ATTACH_IOMMUFD_PT    | EINVAL      | IOMMU_HWPT_ALLOC_PASID
            VFIO_DEVICE_ATTACH_IOMMUFD_PT    | EADDRINUSE  | IOMMU_IOAS_ALLOW_IOVAS
            VFIO_DEVICE_ATTACH_IOMMUFD_PT    | EFAULT      | BAR
            VFIO_DEVICE_ATTACH_IOMMUFD_PT    | EIO         | did not wake
            IOMMU_HWPT_ALLOC                 | EINVAL      | no address space has this id
            IOMMU_HWPT_ALLOC                 | ENOENT      | no device of this iommufd
            IOMMU_HWPT_ALLOC                 | EOPNOTSUPP  | intel_iommu=sm_on
            VFIO_IOMMU_MAP_DMA               | ENOSPC      | dma_entry_limit
            VFIO_IOMMU_MAP_DMA               | EOVERFLOW   | wraps
            VFIO_IOMMU_MAP_DMA               | EINVAL      | unaligned
            IOMMU_IOAS_MAP                   | ENOSPC      | no free addresses
            IOMMU_IOAS_MAP                   | EOVERFLOW   | wraps
            IOMMU_IOAS_MAP                   | EEXIST      | overlaps
            IOMMU_IOAS_MAP                   | EINVAL      | leaves free
            IOMMU_IOAS_MAP                   | EFAULT      | a BAR, which iommufd cannot pin
            VFIO_IOMMU_UNMAP_DMA             | EINVAL      | cut
            VFIO_IOMMU_UNMAP_DMA             | ENOENT      | cut
            VFIO_IOMMU_UNMAP_DMA             | EOVERFLOW   | wraps
            IOMMU_IOAS_UNMAP                 | ENOENT      | nothing is mapped
            IOMMU_IOAS_UNMAP                 | ENOENT      | mappings before that one are gone
            IOMMU_IOAS_UNMAP                 | EINVAL      | length is 0
            IOMMU_IOAS_UNMAP                 | EOVERFLOW   | wraps
            IOMMU_IOAS_COPY                  | EPERM       | mapped without being writable
            IOMMU_IOAS_COPY                  | ENOENT      | in the source
            IOMMU_IOAS_COPY                  | EEXIST      | overlaps
            IOMMU_IOAS_IOVA_RANGES           | ENOENT      | no address space has this id
            IOMMU_IOAS_ALLOW_IOVAS           | EINVAL      | less than 2 bytes
            IOMMU_IOAS_ALLOW_IOVAS           | EADDRINUSE  | reserves
            IOMMU_OPTION                     | ENOENT      | no address space has this id
            IOMMU_OPTION                     | EOPNOTSUPP  | does not have this option
            IOMMU_DESTROY                    | EBUSY       | still in use
            VFIO_DEVICE_RESET                | EAGAIN      | try again
            VFIO_DEVICE_RESET                | ENOTTY      | did not come back in time
            VFIO_DEVICE_RESET                | EINVAL      | no reset of its own
            VFIO_DEVICE_RESET                | EIO         | did not wake
            VFIO_DEVICE_GET_PCI_HOT_RESET_INFO | EPERM     | no IOMMU group
            VFIO_DEVICE_GET_PCI_HOT_RESET_INFO | EAGAIN    | try again
            VFIO_DEVICE_PCI_HOT_RESET        | EINVAL      | the same iommufd
            VFIO_DEVICE_PCI_HOT_RESET        | EINVAL      | not bound to a VFIO driver
            VFIO_DEVICE_PCI_HOT_RESET        | EBUSY       | try again
            VFIO_DEVICE_PCI_HOT_RESET        | EAGAIN      | try again
            VFIO_DEVICE_PCI_HOT_RESET        | ENOTTY      | did not come back
            VFIO_DEVICE_SET_IRQS             | ENOTTY      | only INTx can be masked
            VFIO_DEVICE_SET_IRQS             | EINVAL      | not an eventfd
            VFIO_DEVICE_SET_IRQS             | EBADF       | not open
            VFIO_DEVICE_SET_IRQS             | ENODEV      | no INTx line
            VFIO_DEVICE_SET_IRQS             | EBUSY       | shared
            VFIO_DEVICE_SET_IRQS             | ENOSPC      | vectors
            VFIO_DEVICE_GET_INFO             | EIO         | did not wake
            VFIO_DEVICE_FEATURE              | ENOTTY      | does not have this feature
            """)
    void shouldSayWhatTheKernelMeans(Request request, Errno errno, String words) {
        assertThat(RequestErrors.explain(request, errno)).contains(words);
    }

    @ParameterizedTest
    @EnumSource(
            value = Request.class,
            names = {"VFIO_DEVICE_BIND_IOMMUFD", "VFIO_GROUP_GET_DEVICE_FD"})
    void shouldNameTheOwnerBeforeItAdvisesToGiveUpProtection(Request request) {
        String text = RequestErrors.explain(request, Errno.EPERM);

        assertThat(text).contains("host driver", UNSAFE);
        assertThat(text.indexOf("host driver")).isLessThan(text.indexOf(UNSAFE));
    }

    @Test
    void shouldAdviseToGiveUpProtectionForNothingButMissingPermission() {
        assertThat(pairs().filter(text -> text.contains(UNSAFE)))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).contains(" EPERM: "));
    }

    @Test
    void shouldSpeakOfPasidsOnlyWhereOneIsAttached() {
        assertThat(TranslationErrors.attachPasid(Errno.EINVAL)).contains("beyond the width", "6.15");
        assertThat(TranslationErrors.attachPasid(Errno.ENODEV)).contains("PASID is not enabled");
        assertThat(TranslationErrors.attachPasid(Errno.ENOENT)).isEmpty();
        assertThat(TranslationErrors.attach(Errno.EINVAL)).doesNotContain("width", "6.15");
        assertThat(TranslationErrors.detachPasid(Errno.EINVAL)).contains("6.15");
        assertThat(RequestErrors.explain(Request.VFIO_DEVICE_DETACH_IOMMUFD_PT, Errno.EINVAL))
                .isEqualTo(Errno.EINVAL.meaning());
    }

    @Test
    void shouldSpeakOfOtherGroupsOnlyWhereTheContainerHasOne() {
        assertThat(OpeningErrors.joinContainer(Errno.EPERM)).contains("has a host driver", "cannot share a container");
        assertThat(OpeningErrors.joinContainer(Errno.EINVAL)).contains("reserve addresses that are mapped");
        assertThat(OpeningErrors.joinContainer(Errno.EBUSY)).isEmpty();
        assertThat(OpeningErrors.setContainer(Errno.EPERM)).doesNotContain("share a container");
        assertThat(OpeningErrors.setContainer(Errno.EINVAL)).doesNotContain("mapped in the container");
    }

    @Test
    void shouldTakeTheErrnosOwnMeaningWhereNothingIsKnown() {
        assertThat(RequestErrors.explain(Request.VFIO_GET_API_VERSION, Errno.EINTR))
                .isEqualTo("interrupted system call");
        assertThat(RequestErrors.explain(Request.IOMMU_IOAS_ALLOC, Errno.EIO)).isEqualTo(Errno.EIO.meaning());
    }

    @Test
    void shouldBeShortEnoughToReadAndEndWithoutAFullStop() {
        assertThat(pairs())
                .allSatisfy(text -> assertThat(text).hasSizeLessThan(330).doesNotEndWith("."));
    }

    private static Stream<String> pairs() {
        return Arrays.stream(Request.values())
                .flatMap(request -> Arrays.stream(Errno.values())
                        .map(errno -> "%s %s: %s".formatted(request, errno, RequestErrors.explain(request, errno))));
    }
}
