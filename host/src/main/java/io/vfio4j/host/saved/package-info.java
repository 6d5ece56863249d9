// SPDX-License-Identifier: Apache-2.0
/** Saves what was read of a machine, to look at it on another. */
package io.vfio4j.host.saved;
