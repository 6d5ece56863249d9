// SPDX-License-Identifier: Apache-2.0
/** {@code vfio config}. */
package io.vfio4j.cli.config;
