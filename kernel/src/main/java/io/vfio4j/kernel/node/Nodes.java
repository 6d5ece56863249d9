// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.node;

/** Names the files under {@code /dev} that take the requests. */
public final class Nodes {
    /** Containers: VFIO as it was before iommufd. */
    public static final String CONTAINER = "/dev/vfio/vfio";
    /** The iommufd. */
    public static final String IOMMU = "/dev/iommu";
    /** The folder of the devices' own nodes, of kernels with CONFIG_VFIO_DEVICE_CDEV. */
    public static final String DEVICES = "/dev/vfio/devices/";
    /** The folder of the groups' nodes. */
    private static final String GROUPS = "/dev/vfio/";

    private Nodes() {}

    /** Returns {@code /dev/vfio/7} or {@code /dev/vfio/noiommu-7}. */
    public static String group(int group, boolean withoutIommu) {
        return GROUPS + (withoutIommu ? "noiommu-" : "") + group;
    }
}
