// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Fails a test that does not close each descriptor that it, or what it has set up, has opened. */
public final class LeavesNoDescriptor implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeavesNoDescriptor.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("before", OpenDescriptors.snapshot());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(OpenDescriptors.snapshot())
                .isEqualTo(context.getStore(NAMESPACE).get("before"));
    }
}
