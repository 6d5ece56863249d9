// SPDX-License-Identifier: Apache-2.0
/** {@code vfio probe}. */
package io.vfio4j.cli.probe;
