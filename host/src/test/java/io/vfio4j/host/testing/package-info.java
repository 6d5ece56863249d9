// SPDX-License-Identifier: Apache-2.0
/** Building trees as a kernel would show them. */
package io.vfio4j.host.testing;
