// SPDX-License-Identifier: Apache-2.0
/** Checks the project's layers; there is no main code. */
package io.vfio4j.layers;
