// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.cli.manual;

import org.jspecify.annotations.NullMarked;
