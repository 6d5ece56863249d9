// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * Says how a device reports PASID through VFIO_DEVICE_FEATURE.
 *
 * @param index the feature's index, 0 to 65535. Mainline Linux has given {@link #PROPOSED_INDEX} to another feature
 *     since, so an index is agreed or configured, never tried.
 * @param format what the 4 bytes of data are
 */
public record PasidFeature(int index, PasidFormat format) {
    /** VFIO_DEVICE_FEATURE_PASID of the proposal; VFIO_DEVICE_FEATURE_DMA_BUF in mainline. */
    public static final int PROPOSED_INDEX = 11;
    /** The proposal as it was sent: index 11, translated. */
    public static final PasidFeature PROPOSED = new PasidFeature(PROPOSED_INDEX, PasidFormat.TRANSLATED);

    public PasidFeature {
        if (index < 0 || index > 0xffff) {
            throw new IllegalArgumentException("index must be 0 to 65535: index=" + index);
        }
    }
}
