// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

/** One thing that PASID needs. */
sealed interface Check permits MachineCheck, FunctionCheck {
    /** Its name, which does not change: {@code acs-path}. */
    String id();

    /** What is looked at, in a few words. */
    String title();

    /** Why it matters, in a sentence. */
    String why();
}
