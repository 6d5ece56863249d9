// SPDX-License-Identifier: Apache-2.0
/** Puts messages on a stream, in both directions: framing, received descriptors, and what ends a connection. */
package io.vfio4j.vfiouser.stream;
