// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.testing.ConfigBuilder;
import org.junit.jupiter.api.Test;

class PageRequestCheckTest extends CheckTest {
    PageRequestCheckTest() {
        super("pri");
    }

    @Test
    void shouldFindThemEnabled() {
        assertOk("enabled");
    }

    @Test
    void shouldNotMindThatTheyAreNotSupported() {
        machine.function().config(new ConfigBuilder().pasid(20, true));

        assertOk("not supported");
    }
}
