// SPDX-License-Identifier: Apache-2.0
/** {@code vfio serve}. */
package io.vfio4j.cli.serve;
