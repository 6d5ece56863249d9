// SPDX-License-Identifier: Apache-2.0
/**
 * Makes Linux's system calls: those of the hot path directly, all others through the C library. A function of the C
 * library is linked when it is first called, because linking the first one takes some 190 ms; the calls of the hot path
 * do without the C library. For the project's own modules only.
 */
package io.vfio4j.linux.call;
