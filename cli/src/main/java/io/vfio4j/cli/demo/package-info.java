// SPDX-License-Identifier: Apache-2.0
/** {@code vfio demo}, which checks what it shows. */
package io.vfio4j.cli.demo;
