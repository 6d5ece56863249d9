package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.tree.ConfigBuilder;
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
