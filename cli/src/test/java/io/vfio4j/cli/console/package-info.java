// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.cli.console;

import org.jspecify.annotations.NullMarked;
