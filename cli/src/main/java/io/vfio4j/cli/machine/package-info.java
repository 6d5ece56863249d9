// SPDX-License-Identifier: Apache-2.0
/**
 * The commands about this machine or a saved one: {@code ls}, {@code doctor}, {@code bind}, {@code unbind}.
 */
package io.vfio4j.cli.machine;
