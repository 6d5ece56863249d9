// SPDX-License-Identifier: Apache-2.0
/** Findings about a machine or a function: a verdict, what was read, why it matters, and the next steps. */
package io.vfio4j.host.diagnosis;
