// SPDX-License-Identifier: Apache-2.0
/** The checks that find out why PASID does not work on a machine, in the order in which they make sense. */
package io.vfio4j.host.doctor;
