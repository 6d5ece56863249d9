// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

/** What a device, or a PASID of it, can be attached to: an address space or a hardware page table made of one. */
public sealed interface PageTable permits Ioas, Hwpt {

    /**
     * The object's id in its iommufd.
     *
     * @throws io.vfio4j.device.VfioException EBADF when it was destroyed
     */
    int id();

    /** Where it was allocated. */
    Iommufd iommufd();
}
