// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.vfio4j.pci.capability;

import org.jspecify.annotations.NullMarked;
