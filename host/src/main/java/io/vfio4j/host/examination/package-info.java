// SPDX-License-Identifier: Apache-2.0
/** Defines what a check is, and collects what several checks read of a machine. For this module only. */
package io.vfio4j.host.examination;
