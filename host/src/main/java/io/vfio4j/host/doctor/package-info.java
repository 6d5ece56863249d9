// SPDX-License-Identifier: Apache-2.0
/**
 * Finds out why PASID does not work on a machine: {@link io.vfio4j.host.doctor.Doctor} makes the checks in the order in
 * which to mend.
 */
package io.vfio4j.host.doctor;
