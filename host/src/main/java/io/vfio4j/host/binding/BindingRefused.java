// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import java.util.List;

/** A function was not bound, because the host would suffer or it would be of no use. Nothing was changed. */
public final class BindingRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reasons, each in words without a full stop. */
    private final transient List<String> reasons;

    private final boolean hopeless;

    BindingRefused(List<String> reasons, boolean hopeless) {
        super(String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
        this.hopeless = hopeless;
    }

    public List<String> reasons() {
        return reasons;
    }

    /** Whether the kernel would refuse it, too, so that force does not help. */
    public boolean hopeless() {
        return hopeless;
    }
}
