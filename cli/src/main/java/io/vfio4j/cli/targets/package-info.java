// SPDX-License-Identifier: Apache-2.0
/** Targets that a command line names, opened: sockets, functions of this machine, dumps. */
package io.vfio4j.cli.targets;
