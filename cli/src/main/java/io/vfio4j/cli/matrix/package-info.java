// SPDX-License-Identifier: Apache-2.0
/** {@code vfio matrix}. */
package io.vfio4j.cli.matrix;
