// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;

/**
 * Says why a device cannot be had: drivers/vfio/device_cdev.c, group.c, container.c, iommufd_device_bind() and
 * iommu_device_claim_dma_owner().
 */
public final class OpeningErrors {
    /** iommu_group_claim_dma_owner() and iommu_device_claim_dma_owner() in drivers/iommu/iommu.c. */
    private static final String OWNED =
            "a function of its IOMMU group has a host driver or another user: bind the whole group to VFIO";

    private static final String UNSAFE_INTERRUPTS =
            "MSIs are not isolated (no interrupt remapping), which %s's allow_unsafe_interrupts=1 permits and gives up"
                    + " that protection";

    private static final String DIRECT = "firmware wants a 1:1 mapping for it (see the kernel's log)";

    /** __iommu_take_dma_ownership() in drivers/iommu/iommu.c. */
    private static final String IN_USE = "the kernel uses PASIDs or a DMA domain of its own in the group";

    private OpeningErrors() {}

    static String bind(Errno errno) {
        return switch (errno) {
            case EPERM -> OWNED + "; if none has, " + UNSAFE_INTERRUPTS.formatted("iommufd");
            case EBUSY ->
                "the node of its group (/dev/vfio/GROUP) is open in this or another process: close it; or " + IN_USE;
            case EINVAL ->
                "it is already open, here or elsewhere; a VF token was given and none is needed (or Linux is older than"
                        + " 6.17); its IOMMU is not cache-coherent; or " + DIRECT;
            case ENODEV -> "the function is being removed, or no IOMMU translates for it";
            case EBADF, EBADFD -> "not a descriptor of /dev/iommu";
            case ENOTTY -> "this kernel cannot bind devices to iommufd (needs Linux 6.6, CONFIG_VFIO_DEVICE_CDEV)";
            default -> open(errno);
        };
    }

    static String setContainer(Errno errno) {
        return switch (errno) {
            case EPERM -> OWNED + "; of a group without an IOMMU: CAP_SYS_RAWIO is missing";
            case EBUSY -> IN_USE;
            case EINVAL -> "the group has a container already, or " + DIRECT;
            case ENODEV -> "its functions are being removed";
            default -> "";
        };
    }

    /**
     * Explains a group whose container has another one: vfio_container_attach_group() and
     * vfio_iommu_type1_attach_group().
     *
     * @return in words without a full stop; empty where {@link #setContainer} says the same
     */
    public static String joinContainer(Errno errno) {
        return switch (errno) {
            case EPERM ->
                OWNED + "; or groups with an IOMMU and groups without one cannot share a container; or "
                        + UNSAFE_INTERRUPTS.formatted("vfio_iommu_type1");
            case EINVAL ->
                "its IOMMU or its devices reserve addresses that are mapped in the container, or address less than is"
                        + " mapped; or the group has a container already, or " + DIRECT;
            case ENOMEM -> "the host is short of memory for page tables";
            default -> "";
        };
    }

    static String setIommu(Errno errno) {
        return switch (errno) {
            case EPERM ->
                UNSAFE_INTERRUPTS.formatted("vfio_iommu_type1")
                        + "; of a group without an IOMMU: CAP_SYS_RAWIO is missing";
            case ENODEV -> "the kernel does not have this IOMMU model";
            default -> "";
        };
    }

    /**
     * Explains VFIO_GROUP_GET_DEVICE_FD; with iommufd as the container (CONFIG_IOMMUFD_VFIO_CONTAINER) it binds the
     * device.
     */
    static String getDevice(Errno errno) {
        return switch (errno) {
            case EPERM ->
                OWNED + "; if none has, " + UNSAFE_INTERRUPTS.formatted("iommufd")
                        + "; of a group without an IOMMU: CAP_SYS_RAWIO is missing";
            case EBUSY -> IN_USE;
            case EINVAL -> "a VF token was given and none is needed; its IOMMU is not cache-coherent; or " + DIRECT;
            case ENODEV -> "the group has no such function, or the function is not bound to a VFIO driver";
            default -> open(errno);
        };
    }

    /**
     * Explains what opening says in either way: vfio_pci_core_match_token_uuid() and vfio_pci_core_enable() in
     * drivers/vfio/pci/vfio_pci_core.c.
     */
    private static String open(Errno errno) {
        return switch (errno) {
            case EACCES ->
                "no VF token was given, or a wrong one: a VF whose PF is bound to vfio-pci too needs the PF's, and so"
                        + " does a PF whose VFs are in use";
            case EAGAIN -> "the function is locked, as while it is reset or gets a driver: try again";
            case EIO -> "the function could not be switched on: see the kernel's log";
            default -> "";
        };
    }
}
