// SPDX-License-Identifier: Apache-2.0
/** Gives functions to VFIO drivers, and back to the host, unless the host uses them. */
package io.vfio4j.host.binding;
