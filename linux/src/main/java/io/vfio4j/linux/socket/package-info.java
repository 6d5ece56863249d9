// SPDX-License-Identifier: Apache-2.0
/** Carries descriptors over UNIX stream sockets. For the project's own modules only. */
package io.vfio4j.linux.socket;
