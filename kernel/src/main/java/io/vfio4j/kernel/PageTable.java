// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

/**
 * Translates addresses in an iommufd: a device, or a PASID of it, can be attached to it. Closing it destroys it, which
 * fails with EBUSY while something is attached: detach first, or close the device first. Any thread may close it; all
 * else is done by one thread at a time.
 */
public abstract sealed class PageTable implements AutoCloseable permits Ioas, Hwpt {
    private final Iommufd iommufd;
    private final String kind;
    private final int id;
    private volatile boolean destroyed;

    /** Describes an object; the kind names it in messages. */
    PageTable(Iommufd iommufd, String kind, int id) {
        this.iommufd = iommufd;
        this.kind = kind;
        this.id = id;
    }

    /**
     * Returns the object's id in its iommufd.
     *
     * @throws io.vfio4j.device.VfioException EBADF when it was destroyed
     */
    public final int id() {
        if (destroyed) {
            throw Iommufd.destroyed(this);
        }
        return id;
    }

    /** Returns the iommufd that it was allocated from. */
    public final Iommufd iommufd() {
        return iommufd;
    }

    /**
     * Makes the request IOMMU_DESTROY. May be called twice.
     *
     * @throws io.vfio4j.device.VfioException EBUSY while something is attached to it; it is still there then
     */
    @Override
    public final synchronized void close() {
        // One at a time: a second request could destroy what the kernel has given the id to since.
        if (!destroyed) {
            iommufd.destroy(id);
            destroyed = true;
        }
    }

    /** Returns the kind of object and its id: {@code IOAS 3}. */
    @Override
    public final String toString() {
        return "%s %d".formatted(kind, id);
    }
}
