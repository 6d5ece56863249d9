// SPDX-License-Identifier: Apache-2.0
/** Makes events and shared memory of Linux, for programs that drive or serve devices. Works on x86-64 and aarch64. */
package io.vfio4j.linux;
