// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.host.doctor;

import org.jspecify.annotations.NullMarked;
