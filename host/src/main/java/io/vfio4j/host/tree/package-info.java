// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the files of a machine below a root, which may be this machine or a saved one. Everything in this module reads
 * through {@link io.vfio4j.host.tree.SystemTree}.
 */
package io.vfio4j.host.tree;
