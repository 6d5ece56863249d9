// SPDX-License-Identifier: Apache-2.0

/** A question for PASID. */
module example.probe {
    requires io.vfio4j.vfiouser;
}
