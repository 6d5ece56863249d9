// SPDX-License-Identifier: Apache-2.0
/** The language of diagnoses: checks, findings, verdicts, and the machine that they are about. */
package io.vfio4j.host.diagnosis;
