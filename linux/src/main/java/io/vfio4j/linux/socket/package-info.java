// SPDX-License-Identifier: Apache-2.0
/** UNIX stream sockets that carry descriptors. For the project's own modules only. */
package io.vfio4j.linux.socket;
