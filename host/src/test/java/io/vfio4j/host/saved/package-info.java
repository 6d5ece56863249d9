// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.host.saved;

import org.jspecify.annotations.NullMarked;
