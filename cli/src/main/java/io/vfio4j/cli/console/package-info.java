// SPDX-License-Identifier: Apache-2.0
/** Output, options and failures, as all commands have them. */
package io.vfio4j.cli.console;
