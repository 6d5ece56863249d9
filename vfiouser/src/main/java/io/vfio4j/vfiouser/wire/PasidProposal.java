// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import java.util.List;

/** Holds the {@code pasid} capability of a VERSION message, an extension of this project to the protocol. */
public sealed interface PasidProposal {

    /**
     * Holds what a client proposes: {@code {"pasid": {"formats": ["translated", "masked", "raw"]}}}.
     *
     * @param formats what the client understands; names that this project does not know are left out
     */
    record Formats(List<PasidFormat> formats) implements PasidProposal {
        public Formats {
            formats = List.copyOf(formats);
        }
    }

    /**
     * Holds what a server answers: {@code {"pasid": {"format": "masked", "feature_index": 11, "function":
     * "physical"}}}.
     *
     * @param feature under which index and in which format the device reports PASID
     * @param function {@code physical} or {@code virtual}, left out when unknown
     */
    record Agreed(PasidFeature feature, FunctionKind function) implements PasidProposal {}
}
