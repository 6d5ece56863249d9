// SPDX-License-Identifier: Apache-2.0
/** The entry of the vfio command, and the list of its commands. */
package io.vfio4j.cli;
