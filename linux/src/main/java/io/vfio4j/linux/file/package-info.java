// SPDX-License-Identifier: Apache-2.0
/**
 * Holds files with one owner that closes them, and their mappings, including memory of a peer who may cut it short. For
 * the project's own modules only.
 */
package io.vfio4j.linux.file;
