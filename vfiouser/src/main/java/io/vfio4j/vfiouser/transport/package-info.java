// SPDX-License-Identifier: Apache-2.0
/**
 * Carries vfio-user's messages: streams of bytes and descriptors between a client and a server.
 *
 * <p>Over UNIX sockets, {@link io.vfio4j.vfiouser.server.VfioUserServer} and
 * {@link io.vfio4j.vfiouser.client.VfioUserClient} are given a path and make their own. Here is what another transport
 * implements, and one that joins two ends within a process.
 */
package io.vfio4j.vfiouser.transport;
