// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.cli.serve;

import org.jspecify.annotations.NullMarked;
