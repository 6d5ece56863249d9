// SPDX-License-Identifier: Apache-2.0
/** The man pages and the shell completion, made of the commands' own help. */
package io.vfio4j.cli.manual;
