// SPDX-License-Identifier: Apache-2.0
/**
 * PASID as VFIO reports it: the feature in its three forms, and the probe that asks every source and says which
 * one answered.
 */
package io.vfio4j.pasid;
