// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import java.util.List;

/**
 * Says that a function was not bound or unbound, because the host would suffer or it would be of no use. Nothing was
 * changed.
 */
public final class BindingRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reasons, each in words without a full stop. */
    private final transient List<String> reasons;

    private final boolean impossible;

    BindingRefused(List<String> reasons, boolean impossible) {
        super(String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
        this.impossible = impossible;
    }

    /** Returns the reasons, each in words without a full stop; at least one. */
    public List<String> reasons() {
        return reasons;
    }

    /** Tells whether the kernel would refuse it, too, so that force does not help. */
    public boolean impossible() {
        return impossible;
    }
}
