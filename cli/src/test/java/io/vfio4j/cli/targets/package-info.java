// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.cli.targets;

import org.jspecify.annotations.NullMarked;
