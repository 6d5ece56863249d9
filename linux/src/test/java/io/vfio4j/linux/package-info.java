// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.linux;

import org.jspecify.annotations.NullMarked;
