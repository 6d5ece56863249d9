// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.host.binding;

import org.jspecify.annotations.NullMarked;
